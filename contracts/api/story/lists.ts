/** The clean list: contacts, downloads, versions, and why a contact is on it. */
import { byKey } from "../../by_key.ts";
import { at, TYPO_ID, USER_ID } from "./ids.ts";
import type { ColumnFill, Contact, ContactChange, ContactList, Provenance } from "../jobs.ts";
import { place } from "./reading.ts";

const contactOfBob: Contact = {
  id: 2,
  raw_row_id: 2,
  email: "lee@example.com",
  first_name: "Bob",
  last_name: "Lee",
  phone: "",
  company: "Acme",
  job_title: "",
  extra: byKey({ "Loyalty Tier": "" }),
};

/** The list's second version. */
export const contacts: Contact[] = [
  {
    ...contactOfBob,
    id: 1,
    raw_row_id: 1,
    first_name: "Ann",
    phone: "+442079460958",
    extra: byKey({ "Loyalty Tier": "gold" }),
  },
  contactOfBob,
  {
    ...contactOfBob,
    id: 3,
    raw_row_id: 3,
    email: "cyd@gmail.com",
    first_name: "Cyd",
    last_name: "Ray",
    company: "Fabrikam",
  },
];

/** What a search for "cyd" finds. */
export const search = { q: "cyd", sort: "-last_name", filter: ["company:filled"] };

export const CONTACTS_CSV =
  `"email","first_name","last_name","phone","company","job_title","Loyalty Tier"
"lee@example.com","Ann","Lee","+442079460958","Acme","","gold"
"lee@example.com","Bob","Lee","","Acme","",""
"cyd@gmail.com","Cyd","Ray","","Fabrikam","",""
`.replaceAll("\n", "\r\n");

export const REJECTED_CSV =
  `"Email","First Name","Last Name","Phone","Company","Loyalty Tier","rollcall_row","rollcall_reason"
"","Dan","Fox","","","","5","excluded by the rule ""exclude"": no e-mail address"
`.replaceAll("\n", "\r\n");

export const lists: ContactList[] = [
  {
    list_version: 2,
    contact_count: 3,
    current: true,
    finalized_at: at(80),
    finalized_by: USER_ID,
    added: 1,
    removed: 0,
    changed: 0,
  },
  {
    list_version: 1,
    contact_count: 2,
    current: false,
    finalized_at: at(60),
    finalized_by: USER_ID,
    added: 2,
    removed: 0,
    changed: 0,
  },
];
export const columnFills: ColumnFill[] = [
  { field: "email", name: "email", filled: 3, contacts: 3, distinct: 3, normalized: 1 },
  { field: "first_name", name: "first_name", filled: 3, contacts: 3, distinct: 3, normalized: 0 },
  { field: null, name: "Notes", filled: 1, contacts: 3, distinct: 1, normalized: 0 },
];

export const changes: ContactChange[] = [
  { change: "added", before: null, after: contactOfBob, fields: [] },
];

const read = (field: string, header: string, value: string) => ({
  field,
  value,
  ...place(3),
  header,
  original: null,
  how: "read" as const,
  issue_id: null,
  by: null,
  at: null,
  reason: `From the column "${header}" of row 4.`,
});

/** Why Cyd is on the list. */
export const provenance: Provenance = {
  contact_id: 3,
  ...place(3),
  reason: "the only row of this address",
  issue_id: null,
  by: null,
  at: null,
  merged: [],
  merged_count: 0,
  left_out: [],
  left_out_count: 0,
  fields: [
    {
      field: "email",
      value: "cyd@gmail.com",
      raw_row_id: null,
      row_number: null,
      header: null,
      original: "cyd@gmial.com",
      how: "suggested",
      issue_id: TYPO_ID,
      by: USER_ID,
      at: at(40),
      reason: "The suggestion, taken by you.",
    },
    read("first_name", "First Name", "Cyd"),
    read("last_name", "Last Name", "Ray"),
    read("phone", "Phone", ""),
    read("company", "Company", "Fabrikam"),
    read("Loyalty Tier", "Loyalty Tier", ""),
  ],
};
