/**
 * The fields of a contact that Rollcall knows, in the order in which people see them, and what else a
 * column of a file can be mapped to: a full name, which is split into first and last name, and the
 * country where a row's phone belongs.
 */

export const contactFields = [
  "email",
  "first_name",
  "last_name",
  "phone",
  "company",
  "job_title",
] as const;

export const mappingFields = [...contactFields, "full_name", "country"] as const;

export type ContactField = (typeof contactFields)[number];
export type MappingField = (typeof mappingFields)[number];
