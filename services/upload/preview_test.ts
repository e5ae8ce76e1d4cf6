import assert from "node:assert/strict";
import { keysOf, valueAt } from "@rollcall/contracts";
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

const NO_WISHES = {
  format: "csv",
  mapping: null,
  columns: [],
  options: NO_OPTIONS,
  partial: false,
  fallbackRegion: null,
} as const;

const recallNothing = () => Promise.resolve({ mapping: null, treated: [] });

async function preview(text: string, change: Partial<Parameters<typeof previewFile>[1]> = {}) {
  const bytes = new TextEncoder().encode(text);
  const read = await previewFile(
    bytes,
    { ...NO_WISHES, columns: [], ...change },
    recallNothing,
  );
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
  const read = await preview("Name,Kontakt,Kontakt,\nAnn,a x.org,b,c\n");
  assert.equal(read.problem?.code, "NO_EMAIL_COLUMN");
  assert.deepEqual(read.columns.map(({ header, field, samples }) => [header, field, samples]), [
    ["Name", null, ["Ann"]],
    ["Kontakt", null, ["a x.org"]],
    ["Kontakt", null, ["b"]],
  ]);
  const named = await preview("Name,Kontakt\nAnn,a@x.org\n", { mapping: { email: "Kontakt" } });
  assert.equal(named.problem, null);
  assert.equal(named.mapping.email, "Kontakt");
});

Deno.test("preview: a column of addresses that no header names is guessed, with its share", async () => {
  const { columns, problem, mapping } = await preview(
    "Wer,Wo,Auch\nAnn,a@x.org,\nBob,b@x.org,r@x.org\nCyd,none,\n",
  );
  assert.equal(problem, null);
  assert.deepEqual(mapping, { email: "Wo" });
  assert.deepEqual(
    columns.map(({ field, role, how, confidence }) => [field, role, how, confidence]),
    [
      [null, undefined, undefined, undefined],
      ["email", undefined, "values", 0.67],
      [null, "other_email", "values", 1],
    ],
  );
});

Deno.test("preview: where phones are at home is guessed, and taken as asked for", async () => {
  const file = "Vorname,E-Mail,Telefon\nAnn,a@x.de,030 1234567\n";
  const { region, region_reason } = await preview(file);
  assert.deepEqual([region, region_reason], [
    "DE",
    "addresses in .de: 1 of 1 with a country's ending",
  ]);
  for (const [asked, told] of [["AT", "AT"], ["ZZ", null]] as const) {
    const read = await preview(file, { options: { ...NO_OPTIONS, region: asked } });
    assert.deepEqual([read.region, read.region_reason], [told, null]);
  }
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

Deno.test("preview: of a file that is sent whole, what fails it behind the first rows is told", async () => {
  const rows = "a@x.org,Ann\n".repeat(5_000);
  const unclosed = await preview(`email,name\n${rows}b@x.org,"Bea\n${rows}`);
  assert.deepEqual([unclosed.problem?.code, unclosed.rows], ["UNCLOSED_QUOTE", 100]);
  assert.match(unclosed.problem!.message, /The quote that opens on line 5002 is never closed/);
  const long = await preview(`email,name\n${rows}b@x.org,${"x".repeat(200_000)}\n`);
  assert.equal(
    long.problem?.message,
    'The cell of row 5002 in the column "name" has 200000 characters; at most 100000 can be read. ' +
      "Shorten it and upload the file again.",
  );
  const wide = await preview(`email,name\n${rows}b@x.org${",x".repeat(600)}\n`);
  assert.equal(wide.problem?.code, "TOO_MANY_COLUMNS");
});

Deno.test("preview: that most rows have no address is told as the job would say it", async () => {
  const file = "email,other email\n" + "none,\n".repeat(60_000) + ",a@x.org\n";
  const whole = await preview(file);
  assert.equal(whole.problem?.code, "MOSTLY_NO_ADDRESS");
  assert.match(
    whole.problem!.message,
    /of 60,001 rows that were read, 60,000 have no valid one in the column "email"/,
  );
  const enough = "email,name\n" + "none,\n".repeat(20_000) + "a@x.org,A\n".repeat(3_000);
  const { problem, notice } = await preview(enough);
  assert.equal(problem, null);
  assert.match(notice ?? "", /Only 3,000 of 23,000 values .* the right column\?/);
});

Deno.test("preview: of a beginning without an address a notice tells, and nothing is refused", async () => {
  const { problem, notice } = await preview("email\n" + "none\n".repeat(60_000), { partial: true });
  assert.equal(problem, null);
  assert.equal(
    notice,
    'Of 60,000 rows that were read, none has a valid e-mail address in the column "email". ' +
      "Is this the right column? If not, choose the right one.",
  );
  assert.equal((await preview("email\nnone\na@x.org\n", { partial: true })).notice, null);
});

Deno.test("preview: others have their turn while a file is read (promise 12)", async () => {
  const { now } = performance;
  let ms = 0, turns = 0;
  performance.now = () => ms += 1_000;
  try {
    const turn = () => (turns++, Promise.resolve());
    const file = new TextEncoder().encode("email\n" + "\n".repeat(1 << 20));
    await previewFile(file, { ...NO_WISHES, columns: [] }, recallNothing, turn);
  } finally {
    performance.now = now;
  }
  assert.ok(turns >= 60, `${turns} turns`);
});

Deno.test("preview: an encoding that is a guess is told with the second one, until one is named", async () => {
  const names = "email,first name,last name\na@x.org,Kathe,Lee\n";
  // An a with two dots of an old Mac is an e with an accent of MS-DOS.
  const bytes = new TextEncoder().encode(names).map((byte, at) =>
    names[at] === "a" && at === 36 ? 0x8a : byte
  );
  const look = async (encoding: string | null) =>
    FilePreview.parse(
      await previewFile(
        bytes,
        { ...NO_WISHES, columns: [], options: { ...NO_OPTIONS, encoding } },
        recallNothing,
      ),
    );
  const found = await look(null);
  assert.equal(found.encoding, "macintosh");
  assert.deepEqual(found.columns[1]!.samples, ["Käthe"]);
  assert.ok(found.encoding_guess!.share < 0.6);
  const { encoding_guess, columns } = await look(found.encoding_guess!.second);
  assert.equal(encoding_guess, undefined);
  assert.deepEqual(columns[1]!.samples, ["Kèthe"]);
});

Deno.test("preview: lines that are no people are told, with what they say", async () => {
  const read = await preview("email,name\na@x.org,Ann\nb@x.org,Bob\n\nTotal: 2,\n");
  assert.deepEqual(read.left_out, {
    count: 1,
    lines: [{ line: 5, why: "footer", text: "Total: 2" }],
  });
  assert.equal((await preview("email,name\na@x.org,Ann\n")).left_out, undefined);
});

Deno.test("preview: samples come without the guards of the file", async () => {
  const read = await preview("email,phone\n'-a@x.org,'+442079460018\n");
  assert.deepEqual(read.columns.map(({ samples }) => samples), [["-a@x.org"], ["+442079460018"]]);
});

Deno.test("preview: rows come as they are and as they would be", async () => {
  const { first_rows, phones, rows_above } = await preview(
    "Kontakte\n\nName;E-Mail;Telefon\nDr. Ann van der Berg;ANN@x.de;030 901820\n;b;+49 30 901821\n",
  );
  const [ann, b] = first_rows!;
  assert.deepEqual(ann!.cells, ["Dr. Ann van der Berg", "ANN@x.de", "030 901820"]);
  assert.deepEqual(
    [valueAt(ann!.data, "first_name"), valueAt(ann!.data, "last_name")],
    ["Ann", "van der Berg"],
  );
  assert.deepEqual([ann!.normalized_email, ann!.normalized_phone], ["ann@x.de", "+4930901820"]);
  assert.deepEqual([ann!.row_number, ann!.problems], [4, []]);
  assert.ok(b!.problems.includes("INVALID_EMAIL_FORMAT"));
  assert.deepEqual(phones, [{ written: "030 901820", becomes: "+4930901820" }]);
  assert.deepEqual(rows_above, [{ row_number: 1, cells: ["Kontakte"] }]);
});

Deno.test("preview: rows are shown while no column is the address, so that one can be chosen", async () => {
  const { problem, first_rows } = await preview("Name,Kontakt\nAnn,a x.org\n");
  assert.equal(problem?.code, "NO_EMAIL_COLUMN");
  assert.deepEqual(first_rows!.map(({ cells, data }) => [cells, keysOf(data)]), [
    [["Ann", "a x.org"], []],
  ]);
});

Deno.test("preview: what an encoding puts right is seen beside what else would be seen", async () => {
  const text = "email,first name,last name\na@x.org,J\u00fcrgen,Gro\u00df\n";
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const read = FilePreview.parse(
    await previewFile(bytes, { ...NO_WISHES, columns: [] }, recallNothing),
  );
  assert.equal(read.encoding, "windows-1252");
  const [row] = read.first_rows!;
  assert.deepEqual(row!.cells, ["a@x.org", "J\ufffdrgen", "Gro\ufffd"]);
  assert.equal(valueAt(row!.data, "first_name"), "J\u00fcrgen");
});

Deno.test("preview: each column tells how much of it is what it is taken for", async () => {
  const rows = Array.from({ length: 200 }, (_, i) => `${i < 6 ? `p${i}@x.org` : "none"},x`);
  const { columns } = await preview(`email,Tag\n${rows.join("\n")}\n`);
  const [email, tag] = columns;
  assert.deepEqual([email!.filled, email!.valid, email!.doubt?.code], [200, 6, "FEW_VALID"]);
  assert.match(email!.doubt!.message, /^Only 3 % /);
  assert.deepEqual([tag!.filled, tag!.valid, tag!.doubt], [200, null, null]);
});

Deno.test("preview: a column that is left out is told as one, and its values become nothing", async () => {
  const fax = { header: "Fax", kept: false, name: null, type: null, choices: [] };
  const since = { header: "Since", kept: true, name: "Member", type: "date" as const, choices: [] };
  const read = await preview("Fax,email,Since\n1,a@x.org,soon\n2,b@x.org,2024-01-31\n", {
    columns: [fax, since],
  });
  assert.deepEqual(
    read.columns.map(({ header, name, import: kept, type, filled, valid, samples }) => [
      header,
      name,
      kept,
      type,
      filled,
      valid,
      samples,
    ]),
    [
      ["Fax", "Fax", false, undefined, undefined, undefined, ["1", "2"]],
      ["email", "email", undefined, undefined, 2, 2, ["a@x.org", "b@x.org"]],
      ["Since", "Member", undefined, "date", 2, 1, ["soon", "2024-01-31"]],
    ],
  );
  const [row] = read.first_rows!;
  assert.deepEqual(row!.cells, ["1", "a@x.org", "soon"]);
  assert.deepEqual(keysOf(row!.data), ["email", "Member"]);
  assert.deepEqual(row!.warnings, ["VALUE_OF_OTHER_TYPE"]);
});

Deno.test("preview: which of a row's values is of another type is told by its column", async () => {
  const file = 'email,Since,Score\na@x.org,soon,"1,5"\nb@x.org,2024-01-31,7\n';
  const treat = (header: string, type: "date" | "number") => ({
    header,
    kept: true,
    name: header === "Score" ? "Points" : null,
    type,
    choices: [],
  });
  const treated = [treat("Since", "date"), treat("Score", "number")];
  const { first_rows } = await preview(file, { columns: treated });
  assert.deepEqual(first_rows!.map((row) => row.of_other_type), [["Since"], undefined]);
});

Deno.test("preview: a country stands in where nothing says one, and gives way to what does", async () => {
  const look = (file: string, region: string | null = null) =>
    preview(file, { fallbackRegion: "AT", options: { ...NO_OPTIONS, region } });
  const silent = "email,phone\na@x.org,01 5322000\n";
  const { region, region_reason, phones } = await look(silent);
  assert.deepEqual([region, region_reason], ["AT", null]);
  assert.deepEqual(phones, [{ written: "01 5322000", becomes: "+4315322000" }]);
  assert.equal((await look("email,phone\na@x.de,030 901820\n")).region, "DE");
  assert.equal((await look(silent, "ZZ")).region, null);
});

Deno.test("preview: of a file with many columns few rows are shown", async () => {
  const header = ["email", ...Array.from({ length: 400 }, (_, i) => `c${i}`)].join(",");
  const row = `a@x.org${",x".repeat(400)}\n`;
  const { first_rows } = await preview(`${header}\n${row.repeat(50)}`);
  assert.equal(first_rows!.length, 13);
});
