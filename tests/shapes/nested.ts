/** JSON and vCards as programs nest them. */
import type { Shape } from "./shape.ts";
import { encoded } from "./write.ts";

const ann = { email: "ann@example.org", first_name: "Ann", last_name: "Lee" };
const bob = { email: "bob@example.org", first_name: "Bob", last_name: "Ray" };
const two = { total: 2, contacts: [ann, bob] };
const fields = [
  { email: "ann@example.org", first_name: "Ann", last_name: "Lee" },
  { email: "bob@example.org", first_name: "Bob", last_name: "Ray" },
];
const json = (name: string, value: unknown, expect: Shape["expect"] = two): Shape => ({
  name,
  filename: "people.json",
  file: typeof value === "string" ? value : JSON.stringify(value),
  expect,
});

const places: Shape[] = [
  json("JSON: people under their ids", { users: { "-Na": fields[0], "-Nb": fields[1] } }),
  json("JSON: rows of values under a row of names", [
    ["email", "first_name", "last_name"],
    ["ann@example.org", "Ann", "Lee"],
    ["bob@example.org", "Bob", "Ray"],
  ]),
  json("JSON: rows of values, their columns described beside them", {
    columns: [{ name: "email" }, { name: "first_name" }, { name: "last_name" }],
    rows: [["ann@example.org", "Ann", "Lee"], ["bob@example.org", "Bob", "Ray"]],
  }),
  json(
    "JSON of phpMyAdmin, with comments above it",
    `/**\n Export to JSON plugin for PHPMyAdmin\n @version 5.2.1\n */\n\n// shop.users\n\n` +
      `${JSON.stringify(fields)}\n`,
  ),
  json("JSON of phpMyAdmin, whose table is a part of the export", [
    { type: "header", version: "5.2.1" },
    { type: "database", name: "shop" },
    { type: "table", name: "users", data: fields },
  ]),
];

const keys: Shape[] = [
  json("JSON of Google: names, addresses and companies in lists", {
    connections: [
      {
        resourceName: "people/c1",
        names: [{ metadata: { primary: true }, givenName: "Ann", familyName: "Lee" }],
        emailAddresses: [
          { value: "lee@example.net", type: "home" },
          { metadata: { primary: true }, value: "ann@example.org", type: "work" },
        ],
        organizations: [{ name: "Acme", title: "Buyer" }],
      },
      {
        resourceName: "people/c2",
        names: [{ givenName: "Bob", familyName: "Ray" }],
        emailAddresses: [{ value: "bob@example.org" }],
      },
    ],
  }, { total: 2, contacts: [{ ...ann, company: "Acme", job_title: "Buyer" }, bob] }),
  json("JSON of a directory (SCIM): the primary one of several addresses", {
    Resources: [
      {
        userName: "ann",
        name: { givenName: "Ann", familyName: "Lee" },
        emails: [
          { value: "lee@example.net", type: "home" },
          { value: "ann@example.org", type: "work", primary: true },
        ],
      },
      {
        userName: "bob",
        name: { givenName: "Bob", familyName: "Ray" },
        emails: [{ value: "bob@example.org", primary: true }],
      },
    ],
  }),
  json("JSON of a help desk: the number of an organization is no company", [
    { name: "Ann Lee", email: "ann@example.org", organization_id: 5 },
    { name: "Bob Ray", email: "bob@example.org", organization_id: 7 },
  ], {
    total: 2,
    job: { mapping: { email: "email", full_name: "name" } },
    contacts: [{ ...ann, company: "", extra: { organization_id: "5" } }, bob],
  }),
];

const cards = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Müller;Jürgen;;;\r\nFN:Jürgen Müller\r\n" +
  "EMAIL:jm@example.org\r\nEND:VCARD\r\n";
const juergen = { email: "jm@example.org", first_name: "Jürgen", last_name: "Müller" };

const encodings: Shape[] = [
  {
    name: "vCards in UTF-16",
    filename: "contacts.vcf",
    file: encoded(cards, "utf-16le", true),
    expect: { total: 1, contacts: [juergen] },
  },
  {
    name: "JSON in UTF-16 without a mark",
    filename: "people.json",
    file: encoded(
      JSON.stringify([{ email: "jm@example.org", Vorname: "Jürgen", Nachname: "Müller" }]),
      "utf-16le",
    ),
    expect: { total: 1, contacts: [juergen] },
  },
  {
    name: "vCards of an old phone in Latin-1, quoted-printable",
    filename: "contacts.vcf",
    file: "BEGIN:VCARD\r\nVERSION:2.1\r\n" +
      "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=FCrgen;;;\r\n" +
      "EMAIL;INTERNET:jm@example.org\r\nEND:VCARD\r\n",
    expect: { total: 1, contacts: [juergen] },
  },
  {
    name: "vCards 4.0: a group is nobody, and the most preferred address comes first",
    filename: "contacts.vcf",
    file: "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann Lee\r\nEMAIL;PREF=2:lee@example.net\r\n" +
      "EMAIL;PREF=1:ann@example.org\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\n" +
      "FN:Friends\r\nMEMBER:urn:uuid:1\r\nEND:VCARD\r\n",
    expect: { total: 1, contacts: [ann] },
  },
];

export const nested: Shape[] = [...places, ...keys, ...encodings];
