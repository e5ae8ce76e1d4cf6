import assert from "node:assert/strict";
import fc from "fast-check";
import { mappingFields } from "@rollcall/contracts/fields";
import { headersByLanguage } from "./header_languages.ts";
import { halfNames, headerKey, headerNames, likenessNames } from "./headers.ts";
import { matchHeader } from "./match_header.ts";

Deno.test("headers: one is compared by its letters and digits alone", () => {
  for (const header of ["E-Mail", " email ", "E_MAIL", "ｅ－ｍａｉｌ", "e.mail:"]) {
    assert.equal(headerKey(header), "email");
  }
  assert.equal(headerKey("Prénom"), headerKey("pre\u0301nom"));
  assert.equal(headerKey(" - "), "");
});

Deno.test("headers: every name that a field goes by is found, however it is written", () => {
  for (const field of mappingFields) {
    for (const name of [field, ...headerNames[field]]) {
      const snake = name.replaceAll(" ", "_");
      for (const header of [name, name.toUpperCase(), ` ${name}: `, snake, snake.toUpperCase()]) {
        const match = matchHeader(header);
        assert.deepEqual([match?.field, match?.how], [field, "name"], header);
      }
    }
  }
});

Deno.test("headers: no name stands for two fields, and none is there twice", () => {
  const seen = new Map<string, string>();
  for (const field of mappingFields) {
    for (const name of headerNames[field]) {
      const key = headerKey(name);
      assert.ok(key, name);
      const before = seen.get(key);
      assert.equal(before, undefined, `"${name}" of ${field} is a name of ${before} too`);
      seen.set(key, field);
    }
  }
});

Deno.test("headers: half a name is never taken for more than the full one", () => {
  for (const name of Object.values(halfNames).flat()) {
    assert.ok([undefined, "full_name"].includes(matchHeader(name)?.field), name);
  }
});

const MISSPELT: [header: string, field: string][] = [
  ["emial", "email"],
  ["e-mial", "email"],
  ["Emaill", "email"],
  ["e-mial adress", "email"],
  ["Email Adress", "email"],
  ["E-Mail-Addresse", "email"],
  ["emal address", "email"],
  ["frist name", "first_name"],
  ["First nmae", "first_name"],
  ["First Nane", "first_name"],
  ["Vornahme", "first_name"],
  ["lastnmae", "last_name"],
  ["Last Nam", "last_name"],
  ["Surnmae", "last_name"],
  ["Nachnahme", "last_name"],
  ["Phone Numer", "phone"],
  ["phnoe", "phone"],
  ["telehpone", "phone"],
  ["Comapny", "company"],
  ["Compnay Name", "company"],
  ["Orgnization", "company"],
  ["Job Tilte", "job_title"],
  ["job tittle", "job_title"],
  ["Ful Name", "full_name"],
  ["Fullname", "full_name"],
];

Deno.test("headers: one misspelt is found by its likeness, with less confidence", () => {
  for (const [header, field] of MISSPELT) {
    const match = matchHeader(header);
    assert.equal(match?.field, field, header);
    if (match?.how === "similar") {
      assert.ok(match.confidence >= 0.7 && match.confidence < 0.9, `${header} ${match.confidence}`);
    }
  }
});

const OTHERS = [
  ...["email opt-in", "email opt out", "email sent", "email status", "email type", "e-mail type"],
  ...["emailed", "email domain", "email verified", "email count", "e-mail 1 - type", "emoji"],
  ...["E-mail Display Name", "last emailed", "mailing list", "mailing address", "address", "male"],
  ...["iphone model", "iphone", "phoned", "phone type", "phone verified", "phone 1 - type", "fax"],
  ...["business fax", "telefax", "mobile app version", "mobility", "headphones", "cell count"],
  ...["last contacted", "last activity", "last login", "last seen", "first seen", "first visit"],
  ...["first time", "last time", "first order", "last order date", "last updated", "lname2"],
  ...["company size", "company age", "company type", "company id", "companion", "company website"],
  ...["title date", "titled", "subtitle", "position x", "positive", "role id", "job id", "jobs"],
  ...["username", "user name", "nickname", "middle name", "maiden name", "file name", "filename"],
  ...["product name", "event name", "company owner", "contact owner", "contract name", "list name"],
  ...["county", "countess", "counter", "state", "region", "city", "street", "zip", "postal code"],
  ...["employee", "employees", "id", "record id", "notes", "tags", "birthday", "created at", "url"],
  ...["website", "language", "gender", "age", "salutation", "anrede", "photo", "score", "Ad", ""],
  ...["Manager's Name", "Assistant's Phone", "spouse", "name prefix", "name suffix", "yomi name"],
];

Deno.test("headers: what only looks like a field is none", () => {
  for (const header of OTHERS) assert.equal(matchHeader(header), undefined, header);
});

Deno.test("headers: those that address books number are found by their number", () => {
  const ranks = ["Email", "Email 1", "E-mail 2 - Value", "email10"].map((h) => matchHeader(h)!);
  assert.ok(ranks.every(({ field }) => field === "email"));
  assert.deepEqual(ranks, ranks.toSorted((a, b) => a.rank - b.rank));
  assert.equal(matchHeader("Phone 2")?.field, "phone");
  for (const header of ["Email 1 of 2", "Name1", "Company 2", "Title 1", "1", "2024"]) {
    assert.equal(matchHeader(header), undefined, header);
  }
});

Deno.test("headers: a slip in a long name is forgiven, whichever it is", () => {
  const name = fc.constantFrom(
    ...Object.entries(likenessNames).flatMap(([field, names]) =>
      names.filter((n) => n.length > 7).map((n) => ({ field, letters: [...headerKey(n)] }))
    ),
  );
  fc.assert(fc.property(name, fc.nat(), ({ field, letters }, random) => {
    const at = 1 + random % (letters.length - 2);
    const swapped = letters.with(at, letters[at + 1]!).with(at + 1, letters[at]!);
    const slips = [letters.toSpliced(at, 1), letters.toSpliced(at, 0, letters[at]!), swapped];
    for (const slip of slips) assert.equal(matchHeader(slip.join(""))?.field, field, slip.join(""));
  }));
});

const WORDS: [field: string, headers: string[]][] = [
  ["email", [
    ...["RecipientEmail", "recipientemail", "contact.email", "user_email", "Email (work)"],
    ...[
      "What is your e-mail address?",
      "Your E-Mail:",
      "Email Address (required)",
      "EMAIL ADDRESS *",
    ],
    ...["attributes.email", "properties/email", "Attendee E-mail", "Respondent's email", "$email"],
    ...["Customer Email Address", "Contact Email 2", "E-mail (privat)", "Address (email)"],
    ...[
      "Email / Courriel",
      "E-Mail | メール",
      "Contact: Email",
      "personEmail",
      "primaryEmailAddress",
    ],
  ]],
  ["first_name", [
    ...["Name (First)", "RecipientFirstName", "first.name", "contact_first_name", "FirstName"],
    ...[
      "First Name (legal)",
      "NAME_FIRST",
      "name.first",
      "Donor First Name",
      "What is your first name?",
    ],
    ...["First name / Prénom", "contactFirstName", "attendee.firstName", "Vorname (Pflichtfeld)"],
  ]],
  ["last_name", [
    ...["Name (Last)", "RecipientLastName", "last.name", "contact_last_name", "name-last", "LName"],
    ...[
      "Your surname",
      "Guest Surname",
      "Nom de famille / Last name",
      "Familienname (geschäftlich)",
    ],
  ]],
  ["phone", [
    ...[
      "Phone (mobile)",
      "contact.phone",
      "RecipientPhoneNumber",
      "Your phone number",
      "Number (phone)",
    ],
    ...["Phone (incl. country code)", "customerPhone", "Telefon (privat)", "phone.number"],
  ]],
  ["company", ["contact.company", "Name (company)", "CompanyName", "Your company"]],
  ["full_name", [
    "Recipient Name",
    "Student name",
    "name (full)",
    "Donor Name",
    "contact.full_name",
  ]],
];

Deno.test("headers: a name is found by its words, in any order and with others around it", () => {
  for (const [field, headers] of WORDS) {
    for (const header of headers) assert.equal(matchHeader(header)?.field, field, header);
  }
});

const NO_WORDS = [
  ...["LASTUPDATED", "LastUpdated", "lastupdate", "FirstContact", "First Contact", "Last Contact"],
  ...["contact_type", "Contact ID", "Lead Owner Email Domain", "Email (opt in)", "Email consent"],
  ...["EmailVerified", "email.verified", "Email Sent Date", "is_email_valid", "Phone (type)"],
  ...[
    "How, in a few words, did you hear of us?",
    "Email/Phone",
    "Emergency contact name",
    "Guests",
  ],
  ...["Event Name", "Name of the dog", "User name", "Username", "Owner", "Title of your talk"],
  ...["Spouse email", "Parent's phone", "StartDate", "Response Type", "Recipient", "Status", "Q1"],
];

Deno.test("headers: words that say something else are none, nor is one within another", () => {
  for (const header of NO_WORDS) assert.equal(matchHeader(header), undefined, header);
});

Deno.test("headers: twenty-five languages and more, by whatever case they are written in", () => {
  assert.ok(Object.keys(headersByLanguage).length >= 25);
  for (const [language, names] of Object.entries(headersByLanguage)) {
    for (const field of mappingFields) {
      for (const name of names[field] ?? []) {
        const tag = language === "az" ? "az" : language === "tr" ? "tr" : "en";
        for (const header of [name, name.toLocaleUpperCase(tag), `${name}:`]) {
          const found = matchHeader(header)?.field;
          // What one language calls the first name, another calls the name.
          const isNear = field === found || /name/.test(field) && /name/.test(found ?? "");
          assert.ok(isNear, `${language} ${header}: ${found}, not ${field}`);
        }
      }
    }
  }
  for (const header of ["ADI SOYADI", "Adı Soyadı", "adi soyadi", "ADI SOYADİ"]) {
    assert.equal(matchHeader(header)?.field, "full_name", header);
  }
  assert.equal(matchHeader("ΕΠΏΝΥΜΟ")?.field, "last_name");
  assert.equal(matchHeader("ΕΠΩΝΥΜΟ")?.field, "last_name");
});

const anyChar = fc.nat(0xffff).map((code) => String.fromCharCode(code));

Deno.test("headers: any text is one field or none", () => {
  fc.assert(fc.property(fc.string({ unit: anyChar, maxLength: 60 }), (header) => {
    const match = matchHeader(header);
    if (match) assert.ok(match.confidence > 0 && match.confidence <= 1);
  }));
});
