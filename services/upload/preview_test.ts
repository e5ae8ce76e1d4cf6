import assert from "node:assert/strict";
import { FilePreview } from "@rollcall/contracts/api";
import { previewFile } from "./preview.ts";

const NO_OPTIONS = {
  encoding: null,
  delimiter: null,
  headerRow: null,
  sheet: null,
  region: null,
  foldGmail: false,
  samePerson: "first" as const,
};

async function preview(text: string, change: Partial<Parameters<typeof previewFile>[1]> = {}) {
  const file = { format: "csv", mapping: null, options: NO_OPTIONS, partial: false } as const;
  const bytes = new TextEncoder().encode(text);
  const read = await previewFile(bytes, { ...file, ...change }, () => Promise.resolve(null));
  return FilePreview.parse(read);
}

Deno.test("preview: columns come with their field and their first filled values", async () => {
  const rows = ["", "Ann", "", "Bea", "Cyd", "Dan"].map((name, i) => `p${i}@x.org,${name},`);
  const read = await preview(`Mail,Vorname,Rest\n${rows.join("\n")}\n`);
  assert.deepEqual(read.columns.map(({ header, field, samples }) => [header, field, samples]), [
    ["Mail", "email", ["p0@x.org", "p1@x.org", "p2@x.org"]],
    ["Vorname", "first_name", ["Ann", "Bea", "Cyd"]],
    ["Rest", null, []],
  ]);
  assert.equal(read.rows, 6);
});

Deno.test("preview: a value that is long is shortened", async () => {
  const read = await preview(`email,note\na@x.org,${"x".repeat(500)}\n`);
  const [sample] = read.columns[1]!.samples;
  assert.deepEqual([sample!.length, sample!.at(-1)], [80, "…"]);
});

Deno.test("preview: a file without an e-mail column shows its columns, so that one can be named", async () => {
  const read = await preview("Name,Kontakt,Kontakt,\nAnn,a@x.org,b,c\n");
  assert.equal(read.problem?.code, "NO_EMAIL_COLUMN");
  assert.deepEqual(read.columns.map(({ header, field, samples }) => [header, field, samples]), [
    ["Name", null, ["Ann"]],
    ["Kontakt", null, ["a@x.org"]],
    ["Kontakt", null, ["b"]],
  ]);
  const named = await preview("Name,Kontakt\nAnn,a@x.org\n", { mapping: { email: "Kontakt" } });
  assert.equal(named.problem, null);
  assert.equal(named.mapping.email, "Kontakt");
});

Deno.test("preview: why a file would fail is told with what is known of it", async () => {
  const codes = {
    "email\n": "NO_ROWS",
    'email\n"a': "UNCLOSED_QUOTE",
    "\n\n": "NO_HEADER",
  };
  for (const [text, code] of Object.entries(codes)) {
    assert.equal((await preview(text)).problem?.code, code);
  }
  const read = await preview('email\na@x.org\n"b');
  assert.deepEqual([read.problem?.code, read.rows, read.mapping.email], [
    "UNCLOSED_QUOTE",
    1,
    "email",
  ]);
  const options = { ...NO_OPTIONS, headerRow: 9 };
  assert.equal((await preview("email\na\n", { options })).problem?.code, "HEADER_ROW_MISSING");
});

Deno.test("preview: of a beginning, its cut-off end is no fault", async () => {
  const read = await preview('email,name\na@x.org,Ann\nb@x.org,"Bea', { partial: true });
  assert.deepEqual([read.problem, read.rows], [null, 1]);
  assert.equal((await preview("email,name\na@x", { partial: true })).problem, null);
});

Deno.test("preview: some rows are looked at, however many there are", async () => {
  const read = await preview("email\n" + "a@x.org\n".repeat(50_000));
  assert.equal(read.rows, 100);
});
