import assert from "node:assert/strict";
import { readTable, refusalOf } from "./testing/read.ts";
import { scaled } from "../../tests/harness/deadline.ts";

const found = async (file: string, headerRow: number | null = null) => {
  const { info, headers, rows } = await readTable(file, { headerRow });
  return [info.headerRow, headers, rows.map(({ line }) => line)];
};

Deno.test("header row: the first row names the columns, whatever it says", async () => {
  assert.deepEqual(await found("x,y\na,b\n"), [1, ["x", "y"], [2]]);
  assert.deepEqual(await found("email,name\na@x.org,email\n"), [1, ["email", "name"], [2]]);
});

Deno.test("header row: notes, titles and blank lines above it are skipped", async () => {
  const linkedIn = 'Notes:\n"When exporting, ""some"" addresses\nare missing, see: https://x"\n\n' +
    "First Name,Last Name,Email Address\nAnn,Lee,a@x.org\n";
  const names = ["First Name", "Last Name", "Email Address"];
  assert.deepEqual(await found(linkedIn), [5, names, [6]]);
  const titled = "Members 2024;;\n;;\nPrinted on;1 May;\nMail;Vorname;Ort\na@x.org;Ann;Rom\n";
  assert.deepEqual(await found(titled), [4, ["Mail", "Vorname", "Ort"], [5]]);
  assert.deepEqual(await found("My list\nemail\na@x.org\n"), [2, ["email"], [3]]);
});

Deno.test("header row: a misspelt name is fine if another one is plain", async () => {
  const file = "Members\n\nE-Mial Address,First Name\na@x.org,Ann\n";
  assert.deepEqual(await found(file), [3, ["E-Mial Address", "First Name"], [4]]);
});

Deno.test("header row: data is not taken for it", async () => {
  const prefers = "Name,Town,Prefers\nAnn,Rome,phone\nBob,Bonn,email\n";
  assert.deepEqual((await found(prefers))[0], 1);
  const late = "Name\n" + "x\n".repeat(40) + "email,first name\n";
  assert.deepEqual((await found(late))[0], 1);
});

Deno.test("header row: the line that is asked for wins, beyond any that would be found", async () => {
  const file = "email,name\na@x.org,Ann\n\nMail,Vorname\nb@x.org,Bob\n";
  assert.deepEqual(await found(file, 4), [4, ["Mail", "Vorname"], [5]]);
  const far = "note\n".repeat(200) + "email,name\na@x.org,Ann\n";
  assert.deepEqual(await found(far, 201), [201, ["email", "name"], [202]]);
});

Deno.test("header row: a line on which no row begins is refused with a sentence", async () => {
  const file = 'email,name\n"a\nb",c\n\nd,e\n';
  const messages = { 3: /inside a quoted/, 4: /blank/, 9: /last row of the file is row 5/ };
  for (const [line, message] of Object.entries(messages)) {
    const refusal = await refusalOf(file, { headerRow: Number(line) });
    assert.equal(refusal.code, "HEADER_ROW_MISSING");
    assert.match(refusal.message, message);
  }
});

Deno.test("header row: a file of blank lines has none", async () => {
  for (const file of ["", "\n \n", "\ufeff", ",,\n,,", "sep=;\n"]) {
    assert.equal((await refusalOf(file)).code, "NO_HEADER");
  }
});

Deno.test("header row: a fault below it comes in its place, with the headers", async () => {
  const refusal = await refusalOf('email,name\na@x.org,Ann\n"b');
  assert.equal(refusal.code, "UNCLOSED_QUOTE");
  assert.deepEqual(refusal.headers, ["email", "name"]);
});

Deno.test("header row: rows of very many cells are looked at quickly", async () => {
  const rowOf = (cells: number) => `${"phon e1,".repeat(cells)}\n`.repeat(6);
  const startedAt = performance.now();
  await readTable(rowOf(16_000));
  assert.equal((await refusalOf(rowOf(100_000))).code, "TOO_MANY_COLUMNS");
  assert.ok(performance.now() - startedAt < scaled(10_000));
});
