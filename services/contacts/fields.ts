/**
 * The fields of a contact that Rollcall knows, and the headers by which files call them. A header is
 * compared in lower case, without anything but letters and digits.
 */

export const contactFields = [
  "email",
  "first_name",
  "last_name",
  "phone",
  "company",
  "job_title",
] as const;

export type ContactField = (typeof contactFields)[number];

/** Names of each field in files, best first: the first header that matches is the field's column. */
export const headerNames: Record<ContactField, readonly string[]> = {
  email: ["email", "e-mail", "email address", "e-mail address", "mail", "e-mail 1 - value"],
  first_name: ["first name", "firstname", "given name", "forename", "fname", "vorname", "prénom"],
  last_name: ["last name", "lastname", "surname", "family name", "lname", "nachname", "nom"],
  phone: ["phone", "phone number", "telephone", "mobile", "mobile phone", "cell", "telefon"],
  company: ["company", "company name", "organization", "organisation", "employer", "firma"],
  job_title: ["job title", "title", "position", "role", "occupation"],
};

/** A header as it is compared. */
export function headerKey(header: string): string {
  return header.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
