import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { openTable } from "./open_table.ts";
import { UnreadableFile } from "./unreadable_file.ts";
import { scaled } from "../../tests/harness/deadline.ts";
import { zipOf } from "./testing/zip.ts";

const ASKED = {
  format: "csv",
  encoding: null,
  delimiter: null,
  headerRow: null,
  sheet: null,
} as const;

async function read(file: string | Uint8Array, options = {}) {
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  const table = await openTable(
    async function* () {
      yield await Promise.resolve(bytes);
    }(),
    { ...ASKED, ...options },
  );
  const rows = (await Array.fromAsync(table.chunks)).flatMap((chunk) => chunk.rows);
  const cells = (values: string[]) =>
    Object.fromEntries(values.map((value, at) => [table.headers[at]!, value]).filter(([, v]) => v));
  return { ...table, rows, values: rows.map(({ values }) => cells(values)) };
}

async function refusalOf(file: string | Uint8Array, options = {}): Promise<UnreadableFile> {
  const error = await read(file, options).then(() => undefined, (error: unknown) => error);
  assert.ok(error instanceof UnreadableFile, String(error));
  return error;
}

const card = (...lines: string[]) => ["BEGIN:VCARD", ...lines, "END:VCARD", ""].join("\r\n");

Deno.test("vCards: versions 2.1, 3.0 and 4.0 are people under plain headers", async () => {
  const file = card(
    "VERSION:3.0",
    "N:Lee;Ann;Mary;Dr.;",
    "FN:Dr. Ann Mary Lee",
    "ORG:Acme\\, Inc.;Sales",
    "TITLE:Buyer",
    "EMAIL;type=INTERNET;type=HOME:lee@example.net",
    "item1.EMAIL;type=INTERNET;type=pref:ann@example.org",
    "TEL;type=CELL:+44 20 7946 0018",
    "TEL;type=HOME,FAX:+44 20 7946 0019",
    "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ",
    " AAAA",
    "NOTE:first line\\nsecond\\; third",
  ) + card(
    "VERSION:2.1",
    "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCr=",
    "gen;;;",
    "EMAIL;PREF;INTERNET:juergen@example.de",
  ) + card(
    "VERSION:4.0",
    "FN:Bob Ray",
    "EMAIL;PREF=1:bob@example.org",
    'TEL;VALUE=uri;TYPE="voice,cell":tel:+1-212-736-5000',
  );
  const { headers, values, rows, info } = await read(file);
  assert.deepEqual(headers.slice(0, 4), ["First name", "Last name", "Email", "Phone"]);
  assert.deepEqual(values, [
    {
      "First name": "Ann",
      "Last name": "Lee",
      Email: "ann@example.org",
      "Email 2": "lee@example.net",
      Phone: "+44 20 7946 0018",
      Fax: "+44 20 7946 0019",
      Company: "Acme, Inc.",
      Department: "Sales",
      "Job title": "Buyer",
      "Middle name": "Mary",
      "Name prefix": "Dr.",
      Notes: "first line\nsecond; third",
    },
    { "First name": "Jürgen", "Last name": "Müller", Email: "juergen@example.de" },
    { "First name": "Bob", "Last name": "Ray", Email: "bob@example.org", Phone: "+1-212-736-5000" },
  ]);
  assert.deepEqual(rows.map(({ line }) => line), [2, 3, 4]);
  assert.deepEqual([info.headerRow, info.delimiter, info.encoding], [1, null, "utf-8"]);
});

Deno.test("vCards: a company's card names nobody, and an empty file of them is refused", async () => {
  const { values } = await read(
    card("VERSION:3.0", "N:;;;;", "FN:Acme", "ORG:Acme", "EMAIL:a@x.org"),
  );
  assert.deepEqual(values, [{ Company: "Acme", Email: "a@x.org" }]);
  assert.equal((await refusalOf("BEGIN:VCARD\nEND:VCARD\n")).code, "NO_ROWS");
  assert.equal((await refusalOf(card("EMAIL:a@x.org"), { partial: true })).code, "FILE_CUT");
});

Deno.test("vCards: a value quoted over very many lines takes a time that grows with them", async () => {
  const startedAt = performance.now();
  const value = "=41=\r\n".repeat(600_000);
  const file = card("VERSION:2.1", `NOTE;ENCODING=QUOTED-PRINTABLE:${value}`, "EMAIL:a@x.org");
  assert.equal((await read(file)).values[0]?.Notes, "A".repeat(600_000));
  assert.ok(performance.now() - startedAt < scaled(10_000));
  const { values } = await read(card(
    "VERSION:2.1",
    "NOTE;ENCODING=QUOTED-PRINTABLE:=41=",
    "=42=",
    "=43",
    " =44",
    "EMAIL:a@x.org",
  ));
  assert.deepEqual(values, [{ Email: "a@x.org", Notes: "ABCD" }]);
});

Deno.test("JSON: an array of objects, wherever it is, or one on each line", async () => {
  const ann = {
    email: "ann@example.org",
    name: { first: "Ann" },
    tags: ["a", "b"],
    age: 30,
    none: null,
  };
  const expected = [{ email: "ann@example.org", "name.first": "Ann", tags: "a; b", age: "30" }];
  for (const text of [[ann], { data: { people: [ann] }, count: 1 }, ann]) {
    assert.deepEqual((await read(JSON.stringify(text))).values, expected);
  }
  const lines = await read(`${JSON.stringify(ann)}\n\n${JSON.stringify({ email: "b@x.org" })}\n`);
  assert.deepEqual(lines.values, [...expected, { email: "b@x.org" }]);
  const several = await read(
    JSON.stringify([{ emails: [{ value: "a@x.org" }, { value: "b@x.org" }] }]),
  );
  assert.deepEqual(several.values, [{ "emails.value": "a@x.org", "emails.2.value": "b@x.org" }]);
});

Deno.test("JSON: a contact of ours has its extras beside its fields", async () => {
  const contact = {
    ...{ id: 1, email: "a@x.org", first_name: "Ann", last_name: "Lee", phone: "", company: "" },
    ...{ job_title: "", extra: { Tag: "a" }, raw_row_id: 3 },
  };
  const { headers } = await read(JSON.stringify([contact]));
  assert.deepEqual(headers.slice(-2), ["job_title", "Tag"]);
  assert.ok(!headers.includes("id"));
});

Deno.test("JSON: what is none, or holds no objects, is refused in a sentence", async () => {
  for (const text of ['[{"a":1},]', '{"a":1}\n{"b":', "[{]", "[]", '{"a": [1, 2]}\n{']) {
    const { code, message } = await refusalOf(text);
    assert.equal(code, "NOT_JSON", text);
    assert.match(message, /upload that\.$/);
  }
  const wide = JSON.stringify([
    Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`k${i}`, "x"])),
  ]);
  assert.equal((await refusalOf(wide)).code, "TOO_MANY_COLUMNS");
  const keys = Array.from({ length: 499 }, (_, i) => `"k${i}":""`).join();
  const far = `[{${keys},"z":"x"}${',{"z":"x"}'.repeat(10_000)}]`;
  assert.equal((await refusalOf(far)).code, "TOO_MUCH_DATA");
});

Deno.test("JSON: a table that begins with a bracket is a table", async () => {
  assert.deepEqual((await read("[Email],Name\na@x.org,Ann\n")).headers, ["[Email]", "Name"]);
});

const CSV = "email,name\na@x.org,Ann\n";
const list = (names: string[], text = CSV) => zipOf(names.map((path) => ({ path, content: text })));

Deno.test("archives: the one list in a zip or gzip archive is read", async () => {
  const expected = [{ email: "a@x.org", name: "Ann" }];
  const gzipped = gzipSync(CSV);
  assert.deepEqual((await read(gzipped)).values, expected);
  assert.deepEqual(
    (await read(list(["out/people.csv", "__MACOSX/out/._people.csv"]))).values,
    expected,
  );
  const { sizeBytes, chunks: _, ...read1 } = await read(gzipSync(card("EMAIL:a@x.org")));
  assert.deepEqual(read1.values, [{ Email: "a@x.org" }]);
  assert.equal(sizeBytes, card("EMAIL:a@x.org").length);
});

Deno.test("archives: none, several and broken ones are refused in a sentence", async () => {
  const several = await refusalOf(list(["a.csv", "b.csv"]));
  assert.match(several.message, /2 lists: "a\.csv", "b\.csv"\. Upload each/);
  const none = await refusalOf(list(["a.pdf"]));
  assert.deepEqual([none.code, several.code], ["ARCHIVE_NOT_ONE_LIST", "ARCHIVE_NOT_ONE_LIST"]);
  assert.match(none.message, /"a\.pdf"/);
  assert.equal((await refusalOf(gzipSync(CSV).subarray(0, -6))).code, "ARCHIVE_DAMAGED");
  assert.equal((await refusalOf(list(["a.csv"]).subarray(0, -9))).code, "ARCHIVE_DAMAGED");
  assert.equal((await refusalOf(gzipSync(CSV), { partial: true })).code, "FILE_CUT");
});

Deno.test("archives: one that swells is refused before it is large", async () => {
  const large = "\n".repeat(64 << 20);
  const { code, message } = await refusalOf(gzipSync(large));
  assert.equal(code, "ARCHIVE_TOO_LARGE");
  assert.match(message, /more than 5,242,880 bytes/);
  assert.equal((await refusalOf(list(["a.csv"], large))).code, "ARCHIVE_TOO_LARGE");
  assert.ok(deflateRawSync(large).length < 100_000);
});

Deno.test("other kinds: bytes changed anywhere end in rows or a sentence", async () => {
  const files = [
    new TextEncoder().encode(card("N:Lee;Ann", "EMAIL:a@x.org", "TEL:1")),
    new TextEncoder().encode('[{"email":"a@x.org","name":{"first":"Ann"}}]'),
    new Uint8Array(gzipSync(CSV)),
    list(["a.csv"]),
  ];
  const change = fc.tuple(fc.nat(files.length - 1), fc.nat(), fc.nat(255));
  await fc.assert(fc.asyncProperty(change, async ([which, at, byte]) => {
    const file = files[which]!.slice();
    file[at % file.length] = byte;
    await read(file).catch((error) => assert.ok(error instanceof UnreadableFile, String(error)));
  }));
});

Deno.test("guards come off what is packed, its sample too, and objects have none", async () => {
  const list = "email,phone\nann@example.org,'+442079460018\n";
  for (const file of [list, gzipSync(list)]) {
    const { guards, sample } = await read(file);
    assert.equal(guards, "others");
    assert.deepEqual(sample[0]!.values, ["ann@example.org", "+442079460018"]);
  }
  const { guards, sample, left } = await read('[{"email":"ann@example.org","note":"\'=1"}]');
  assert.equal(guards, "none");
  assert.deepEqual(sample[0]!.values, ["ann@example.org", "'=1"]);
  assert.equal(left.count(), 0);
});

Deno.test("json: a row of very many names is refused at once", async () => {
  const wide = (text: string) => Array.from({ length: 200_000 }, () => text);
  const file = JSON.stringify([wide("a"), wide("ann@example.com")]);
  assert.equal((await refusalOf(file)).code, "TOO_MANY_COLUMNS");
});
