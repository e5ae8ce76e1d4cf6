/** Lists that are neither CSV nor Excel: tables of tabs, vCards, JSON, and what is packed. */
import { gzipSync } from "node:zlib";
import type { Bytes, Shape } from "./shape.ts";
import { csv } from "./write.ts";
import { entryOf, zip } from "./zip.ts";

const bytesOf = (text: string): Bytes => Uint8Array.from(new TextEncoder().encode(text));
const gzipped = (text: string): Bytes => Uint8Array.from(gzipSync(text));

function zipped(files: Record<string, string>): Bytes {
  return zip(Object.entries(files).map(([name, text]) => entryOf(name, text)));
}

const header = ["Email", "First name", "Last name"];
const list = csv([header, ["ann@example.org", "Ann", "Lee"], ["bob@example.org", "Bob", "Ray"]]);
const two = {
  total: 2,
  contacts: [
    { email: "ann@example.org", first_name: "Ann", last_name: "Lee" },
    { email: "bob@example.org", first_name: "Bob", last_name: "Ray" },
  ],
};

const card = (...lines: string[]) => ["BEGIN:VCARD", ...lines, "END:VCARD", ""].join("\r\n");

const vcards: Shape[] = [
  {
    name: "vCards of a phone, 2.1 with quoted-printable names",
    filename: "contacts.vcf",
    file: card(
      "VERSION:2.1",
      "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;;",
      "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen M=C3=BCller",
      "TEL;CELL;PREF:+49 171 2345678",
      "EMAIL;HOME:juergen@example.de",
    ),
    expect: {
      job: { mapping: { email: "Email", first_name: "First name", phone: "Phone" } },
      total: 1,
      contacts: [{
        email: "juergen@example.de",
        first_name: "Jürgen",
        last_name: "Müller",
        phone: "+491712345678",
      }],
    },
  },
  {
    name: "vCards of Apple, 3.0 with grouped properties, a picture and two addresses",
    filename: "contacts.vcf",
    file: card(
      "VERSION:3.0",
      "PRODID:-//Apple Inc.//macOS 14.0//EN",
      "N:Lee;Ann;;Dr.;",
      "FN:Dr. Ann Lee",
      "ORG:Acme\\, Inc.;",
      "TITLE:Buyer",
      "EMAIL;type=INTERNET;type=HOME:lee@example.net",
      "item1.EMAIL;type=INTERNET;type=pref:ann@example.org",
      "item1.X-ABLabel:_$!<Other>!$_",
      "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQ",
      " QEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/",
    ),
    expect: {
      total: 1,
      contacts: [{
        email: "ann@example.org",
        company: "Acme, Inc.",
        job_title: "Buyer",
        extra: { "Email 2": "lee@example.net", "Name prefix": "Dr." },
      }],
    },
  },
  {
    name: "vCards of Google and Outlook, 4.0 and a company's",
    filename: "contacts.vcf",
    file: card(
      "VERSION:4.0",
      "FN:Bob Ray",
      "EMAIL;PREF=1:bob@example.org",
      'TEL;VALUE=uri;TYPE="voice,cell":tel:+1-212-736-5000',
    ) + card("VERSION:3.0", "N:;;;;", "FN:Acme", "ORG:Acme", "EMAIL:info@example.org"),
    expect: {
      total: 2,
      issues: { MISSING_FIRST_NAME: 1, MISSING_LAST_NAME: 1 },
      contacts: [{ email: "bob@example.org", first_name: "Bob", phone: "+12127365000" }],
    },
  },
];

const json: Shape[] = [
  {
    name: "JSON: an array of flat objects",
    filename: "people.json",
    file: JSON.stringify([
      { email: "ann@example.org", firstName: "Ann", lastName: "Lee" },
      { email: "bob@example.org", lastName: "Ray", firstName: "Bob", company: null, vip: true },
    ]),
    expect: two,
  },
  {
    name: "JSON: people within an answer, with names and addresses of several parts",
    filename: "people.json",
    file: JSON.stringify({
      count: 2,
      results: [
        {
          id: "a",
          name: { first: "Ann", last: "Lee" },
          emails: [{ type: "work", value: "ann@example.org" }, { value: "lee@example.net" }],
        },
        { id: "b", name: { first: "Bob", last: "Ray" }, emails: [{ value: "bob@example.org" }] },
      ],
    }),
    expect: two,
  },
  {
    name: "JSON Lines",
    filename: "people.jsonl",
    file: '{"email":"ann@example.org","first_name":"Ann","last_name":"Lee"}\n\n' +
      '{"email":"bob@example.org","first_name":"Bob","last_name":"Ray"}\n',
    expect: two,
  },
  {
    name: "a download of ours as JSON, uploaded again",
    filename: "people-clean.json",
    file: JSON.stringify([{
      ...{ id: 1, email: "ann@example.org", first_name: "Ann", last_name: "Lee", phone: "" },
      ...{ company: "=Acme", job_title: "", extra: { Tag: "'a" }, raw_row_id: 7 },
    }]),
    expect: { total: 1, contacts: [{ company: "=Acme", extra: { Tag: "'a" } }] },
  },
  {
    name: "JSON that is cut off",
    filename: "people.json",
    file: '[{"email":"ann@example.org"},{"email":"bob@',
    expect: { failed: { code: "NOT_JSON", says: /broken/ } },
  },
  {
    name: "JSON without objects",
    filename: "people.json",
    file: "[]",
    expect: { failed: { code: "NOT_JSON", says: /no list of objects/ } },
  },
];

const tables: Shape[] = [
  {
    name: "a table of tabs that is called .tsv",
    filename: "people.tsv",
    file: list.replaceAll(",", "\t"),
    expect: { job: { delimiter: "\t" }, ...two },
  },
  {
    name: "a table that is called .txt",
    filename: "people.txt",
    file: list.replaceAll(",", ";"),
    expect: { job: { delimiter: ";" }, ...two },
  },
  {
    name: "a table that is called .TAB, in Windows-1252",
    filename: "PEOPLE.TAB",
    file: Uint8Array.from([
      ...bytesOf("Email\tFirst name\tLast name\nzoe@example.org\tZo"),
      0xeb,
      ...bytesOf("\tLee\n"),
    ]),
    expect: { job: { encoding: "windows-1252" }, total: 1, contacts: [{ first_name: "Zoë" }] },
  },
];

const archives: Shape[] = [
  {
    name: "one CSV file in a zip archive, beside what a Mac puts there",
    filename: "people.zip",
    file: zipped({ "list/people.csv": list, "__MACOSX/list/._people.csv": "x", "README.md": "hi" }),
    expect: two,
  },
  { name: "a CSV file in gzip", filename: "people.csv.gz", file: gzipped(list), expect: two },
  {
    name: "vCards in gzip",
    filename: "people.vcf.gz",
    file: gzipped(card("N:Lee;Ann;;;", "EMAIL:ann@example.org")),
    expect: { total: 1, contacts: [{ email: "ann@example.org" }] },
  },
  {
    name: "two lists in a zip archive",
    filename: "people.zip",
    file: zipped({ "a.csv": list, "b.csv": list }),
    expect: { failed: { code: "ARCHIVE_NOT_ONE_LIST", says: /2 lists: "a\.csv", "b\.csv"/ } },
  },
  {
    name: "a zip archive without a list",
    filename: "people.zip",
    file: zipped({ "a.pdf": "%PDF" }),
    expect: { failed: { code: "ARCHIVE_NOT_ONE_LIST", says: /no list, but "a\.pdf"/ } },
  },
  {
    name: "a gzip archive that swells",
    filename: "people.csv.gz",
    file: gzipped("\n".repeat(32 << 20)),
    expect: { failed: { code: "ARCHIVE_TOO_LARGE", says: /5,242,880 bytes/ } },
  },
  {
    name: "a zip archive that swells",
    filename: "people.zip",
    file: zipped({ "a.csv": "\n".repeat(32 << 20) }),
    expect: { failed: { code: "ARCHIVE_TOO_LARGE", says: /5,242,880 bytes/ } },
  },
  {
    name: "a gzip archive that is cut off",
    filename: "people.csv.gz",
    file: gzipped(list).slice(0, -9),
    expect: { failed: { code: "ARCHIVE_DAMAGED", says: /damaged/ } },
  },
  {
    name: "an archive that is none",
    filename: "people.zip",
    file: list,
    expect: { refused: { status: 415, code: "UNSUPPORTED_FILE_TYPE", says: /not an archive/ } },
  },
];

const notOpened: Shape[] = ([
  ["people.xlsb", /binary workbook.*\.xlsx or CSV/],
  ["people.ods", /OpenDocument.*\.xlsx or \.csv/],
  ["people.numbers", /Numbers.*\.xlsx or \.csv/],
  ["people.rar", /Unpack/],
] as const).map(([filename, says]) => ({
  name: `what cannot be read says how to save it: ${filename}`,
  filename,
  file: "PK\x03\x04 and so on",
  expect: { refused: { status: 415, code: "UNSUPPORTED_FILE_TYPE", says } },
}));

export const kinds: Shape[] = [...vcards, ...json, ...tables, ...archives, ...notOpened];
