/** What is downloaded and uploaded again gives the same values, whatever they are (promise 13). */
import assert from "node:assert/strict";
import {
  cleanText,
  columnKeys,
  contactOf,
  type ContactValues,
  readRow,
  severalPhones,
} from "@rollcall/contacts";
import { byKey, entriesOf, valueAt } from "@rollcall/contracts";
import type { Contact } from "@rollcall/contracts/api";
import { openTable } from "@rollcall/tables";
import fc from "fast-check";
import {
  csvContacts,
  csvHeader,
  listHeader,
  listLine,
} from "../../services/projection/http/contacts_csv.ts";
import { BYTE_ORDER_MARK, csvLines } from "../../services/projection/http/csv.ts";
import { workbook } from "../../services/projection/http/workbook.ts";
import { RowReader } from "../../services/parsing/read_rows.ts";
import { missingNames } from "../../services/parsing/recognize.ts";

/** All that matters to guards, quotes, dialects and encodings. */
const piece = fc.constantFrom(
  ...[
    "=",
    "+",
    "-",
    "@",
    "'",
    "''",
    '"',
    '""',
    '\\"',
    "\\",
    ";",
    ",",
    "\t",
    "|",
    "\n",
    "\r\n",
    "\r",
  ],
  ...[" ", "a", "Z", "1", "é", "田", "ｱ", "\uff1d", "😀", "\u00a0", '="', "Total", "email"],
  ...["+49 30 123456", "-12.50", "'t Hooft", "'+1 555 0100", '="02134"', "ann@example.com"],
);
const anyText = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
/** As a contact has its fields: without spaces at the ends. */
const field = anyText.map((text) => text.trim());
/** As somebody may have edited it; of a file from elsewhere, such a cell is taken apart. */
const SEVERAL = ["+44 20 7946 0018 / +44 7700 900123", "030 1234567; +49 171 2345678"];
const LOCAL = ["ann", "'-ann", "-ann", "=ann", "+ann", "o'neil", "'=", "'t.hooft", "''-x"];

const EXTRAS = ["Notes", "'=HYPERLINK(1)", "+1", "@home", "Sorted by", "'s"];

const contact: fc.Arbitrary<Contact> = fc.record({
  local: fc.constantFrom(...LOCAL),
  number: fc.nat(999),
  first_name: field,
  last_name: field,
  phone: fc.oneof(field, fc.constantFrom("+442079460018", "'+442079460018", ...SEVERAL)),
  company: field,
  job_title: field,
  extra: fc.array(anyText, { minLength: EXTRAS.length, maxLength: EXTRAS.length }),
}).map(({ local, number, extra, ...fields }) => ({
  id: 1,
  email: `${local}${number}@example.com`,
  ...fields,
  extra: byKey(EXTRAS.map((key, i): [string, string] => [key, extra[i]!])),
  raw_row_id: 1,
}));

const contacts = fc.array(contact, { minLength: 1, maxLength: 6 });

/** The contacts that a file gives, by the parser's pure core. */
async function upload(bytes: Uint8Array, format: "csv" | "xlsx"): Promise<ContactValues[]> {
  const options = { format, encoding: null, delimiter: null, headerRow: null, sheet: null };
  const table = await openTable(ReadableStream.from([bytes]), options);
  const wish = { asked: null, remembered: null };
  const reader = new RowReader(table.headers, wish, {
    region: null,
    sizeBytes: bytes.length,
    leavesOut: format === "xlsx",
    missing: missingNames(table.headers, wish),
    guards: table.guards,
  });
  const batches = [];
  for await (const chunk of table.chunks) batches.push(...reader.push(chunk));
  batches.push(...reader.finish(bytes.length));
  assert.equal(reader.refusal, undefined);
  const keys = columnKeys(reader.columns);
  return batches.flatMap(({ rows }) => rows)
    .map((row, i) => contactOf(readRow(i + 1, row, keys, false)));
}

/** As they must come back; a phone is in E.164 where it can be told. */
const values = (
  { email, first_name, last_name, phone, company, job_title, extra }: Contact | ContactValues,
) => ({
  ...{ email, first_name, last_name, company, job_title },
  several: SEVERAL.includes(phone) ? phone : "",
  extra: EXTRAS.map((key) => valueAt(extra, key.trim())),
});

const csvOf = (list: Contact[]) => csvHeader(EXTRAS) + csvContacts(list, EXTRAS);
const bytesOf = (text: string) => new TextEncoder().encode(text);

for (const mark of ["", BYTE_ORDER_MARK]) {
  Deno.test(`round trip: contacts.csv ${mark ? "with" : "without"} its mark`, () =>
    fc.assert(
      fc.asyncProperty(contacts, async (list) => {
        const again = await upload(bytesOf(mark + csvOf(list)), "csv");
        assert.deepEqual(again.map(values), list.map(values));
        const phones = list.map(({ phone }) => phone.startsWith("'") ? phone : undefined);
        phones.forEach((phone, i) => phone !== undefined && assert.equal(again[i]!.phone, phone));
      }),
      { numRuns: 400 },
    ));
}

Deno.test("round trip: the workbook, whose cells need no guard", () =>
  fc.assert(
    fc.asyncProperty(contacts, async (list) => {
      const pages = (async function* () {
        yield list.map((one) => listLine(one, EXTRAS));
      })();
      const book = await Array.fromAsync(
        workbook("ann", "Contacts", { header: listHeader(EXTRAS), pages }),
      );
      const bytes = new Uint8Array(await new Blob(book as BlobPart[]).arrayBuffer());
      assert.deepEqual((await upload(bytes, "xlsx")).map(values), list.map(values));
    }),
    { numRuns: 60 },
  ));

Deno.test("round trip: contacts.json", () =>
  fc.assert(
    fc.asyncProperty(contacts, async (list) => {
      const file = JSON.stringify(
        list.map((one) => ({ ...one, extra: Object.fromEntries(entriesOf(one.extra)) })),
      );
      const again = await upload(bytesOf(file), "csv");
      assert.deepEqual(again.map(values), list.map(values));
    }),
    { numRuns: 200 },
  ));

Deno.test("round trip: a mended rejected.csv", () =>
  fc.assert(
    fc.asyncProperty(contacts, async (edited) => {
      // Its cells are the file's: several numbers in one are taken apart.
      const isOne = ({ phone }: Contact) => severalPhones(cleanText(phone), null) === undefined;
      const list = edited.map((one) => isOne(one) ? one : { ...one, phone: "" });
      const header = ["E-Mail", "First Name", "Last Name", "Phone", "Company", "Position"];
      const file = csvLines([
        [...header, ...EXTRAS, "rollcall_row", "rollcall_reason"],
        ...list.map((one) => [...listLine(one, EXTRAS), "7", "INVALID_EMAIL_FORMAT"]),
      ]);
      const again = await upload(bytesOf(file), "csv");
      assert.deepEqual(again.map(values), list.map(values));
      for (const { extra } of again) assert.equal(entriesOf(extra).length, EXTRAS.length);
    }),
    { numRuns: 300 },
  ));
