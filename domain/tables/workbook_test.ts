import assert from "node:assert/strict";
import fc from "fast-check";
import { type Cell, type CellValue, type WriteSheet, writeXlsx } from "hucre";
import { readTable as read, refusalOf as refusal } from "./testing/read.ts";
import { type Part, workbookOf, zipOf } from "./testing/zip.ts";
import { UnreadableFile } from "./unreadable_file.ts";

const written = (...sheets: WriteSheet[]) => writeXlsx({ sheets });
const withRows = (rows: CellValue[][]) => written({ name: "List", rows });
/** Cells by their place, "row,column" from 0. */
const withCells = (cells: Record<string, Partial<Cell>>) =>
  written({ name: "List", cells: new Map(Object.entries(cells)) });
const readTable = (file: Uint8Array, sheet: string | null = null) =>
  read(file, { format: "xlsx", sheet });
const refusalOf = (file: Uint8Array, sheet: string | null = null) =>
  refusal(file, { format: "xlsx", sheet });

Deno.test("workbook: texts come as they are, with spaces, line breaks and signs of XML", async () => {
  const texts = ["Zoë & <b>", " a ", "two\nlines", "tab\t", "田中", "😀", "a\u000bb"];
  const { headers, values } = await readTable(
    await withRows([["email", ...texts], ["a", ...texts]]),
  );
  assert.deepEqual([headers, values], [["email", ...texts], [["a", ...texts]]]);
});

Deno.test("workbook: characters that XML cannot hold are unescaped, and what looks so is not", async () => {
  const cells = ["a_x0009_b", "_x005F_x0009_", "_xyz_"];
  const row = `<row>${cells.map((cell) => `<c t="str"><v>${cell}</v></c>`).join("")}</row>`;
  const { headers } = await readTable(zipOf(workbookOf(row)));
  assert.deepEqual(headers, ["a\tb", "_x0009_", "_xyz_"]);
});

Deno.test("workbook: a number has all its digits, as phones do", async () => {
  const numbers = [491701234567, 4915112345678901, 0, -12, 1.5, 0.1 + 0.2, 1e21, 1e-7];
  const { values } = await readTable(await withRows([["email"], numbers]));
  assert.deepEqual(values[0]!.slice(0, 5), ["491701234567", "4915112345678901", "0", "-12", "1.5"]);
  assert.deepEqual(values[0]!.slice(5, 7), ["0.30000000000000004", "1000000000000000000000"]);
  assert.match(values[0]![7]!, /^0\.0000001/);
  const exponent = workbookOf('<row><c><v>4.91701234567E+11</v></c><c t="n"><v/></c></row>');
  const file = zipOf(exponent);
  assert.deepEqual((await readTable(file)).headers, ["491701234567"]);
});

Deno.test("workbook: dates are ISO, truths are TRUE and FALSE, postcodes keep their zeros", async () => {
  const cells: [CellValue, format?: string][] = [
    [new Date(Date.UTC(2024, 1, 29)), "yyyy-mm-dd"],
    [new Date(Date.UTC(1999, 11, 31, 23, 59, 58)), 'dd/mm/yyyy hh:mm:ss "Uhr"'],
    [0.75, "hh:mm"],
    [1.5, "[h]:mm:ss"],
    [true],
    [false],
    [1234, "00000"],
    [45_000, "0.00"],
    [45_000, "mmm"],
  ];
  const second = cells.map(([value, numFmt], i) => {
    return [`1,${i}`, { value, ...(numFmt && { style: { numFmt } }) }] as const;
  });
  const file = await withCells({ "0,0": { value: "email" }, ...Object.fromEntries(second) });
  assert.deepEqual((await readTable(file)).values, [[
    "2024-02-29",
    "1999-12-31T23:59:58",
    "18:00:00",
    "36:00:00",
    "TRUE",
    "FALSE",
    "01234",
    "45000",
    "2023-03-15",
  ]]);
});

Deno.test("workbook: days may count from 1904", async () => {
  const rows = [["email"], [new Date(Date.UTC(2024, 1, 29))]];
  const file = await writeXlsx({ sheets: [{ name: "List", rows }], dateSystem: "1904" });
  assert.deepEqual((await readTable(file)).values, [["2024-02-29"]]);
});

Deno.test("workbook: formulas are their results, links and runs their texts", async () => {
  const file = await withCells({
    "0,0": { value: "email" },
    "1,0": { formula: 'A1&"x"', formulaResult: "emailx" },
    "1,1": { formula: "1+1", formulaResult: 2 },
    "1,2": { formula: "1=1", formulaResult: true },
    "1,3": { richText: [{ text: "Zo" }, { text: "ë", font: { bold: true } }] },
    "1,4": { value: "a@x.org", hyperlink: { target: "mailto:a@x.org" } },
    "1,5": { value: "#N/A", type: "error" },
  });
  const { values } = await readTable(file);
  assert.deepEqual(values, [["emailx", "2", "TRUE", "Zoë", "a@x.org", "#N/A"]]);
});

Deno.test("workbook: rows count as the sheet says, blank ones and columns are no values", async () => {
  const file = await withCells({
    "2,1": { value: "email" },
    "2,3": { value: "name" },
    "6,1": { value: "a@x.org" },
    "8,0": { value: "  " },
    "11,3": { value: "Ann" },
    "11,5": { style: { font: { bold: true } } },
  });
  const { info, headers, rows } = await readTable(file);
  assert.equal(info.headerRow, 3);
  assert.deepEqual(headers, ["", "email", "", "name"]);
  assert.deepEqual(rows, [
    { line: 7, values: ["", "a@x.org"] },
    { line: 12, values: ["", "", "", "Ann"] },
  ]);
  const asked = await read(file, { format: "xlsx", headerRow: 7 });
  assert.deepEqual([asked.info.headerRow, asked.headers], [7, ["", "a@x.org"]]);
});

Deno.test("workbook: the first sheet that is seen is read, or the one that is named", async () => {
  const file = await written(
    { name: "Hidden", hidden: true, rows: [["x"]] },
    { name: "Members", rows: [["email"], ["a@x.org"]] },
    { name: "Guests", rows: [["mail"], ["b@x.org"]] },
  );
  const first = await readTable(file);
  assert.deepEqual(first.info, {
    encoding: null,
    delimiter: null,
    headerRow: 1,
    sheet: "Members",
    sheets: ["Hidden", "Members", "Guests"],
  });
  assert.deepEqual((await readTable(file, "Guests")).values, [["b@x.org"]]);
  assert.deepEqual((await readTable(file, " guests")).info.sheet, "Guests");
  const missing = await refusalOf(file, "Friends");
  assert.equal(missing.code, "SHEET_MISSING");
  assert.match(missing.message, /"Friends".*"Hidden", "Members", "Guests"/);
});

Deno.test("workbook: what other programs write is read: prefixes, no addresses, texts in cells", async () => {
  const parts = workbookOf(
    `<x:row><x:c t="inlineStr"><x:is><x:t>email</x:t></x:is></x:c><x:c t="s"><x:v>0</x:v></x:c></x:row>` +
      `<x:row><x:c t="str"><x:v>a@x.org</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row>`,
    `<si><t>name</t></si><si><r><t>田</t></r><r><t>中</t></r><rPh sb="0" eb="1"><t>タナカ</t></rPh></si>`,
  );
  const { headers, values } = await readTable(zipOf(parts));
  assert.deepEqual([headers, values], [["email", "name"], [["a@x.org", "田中"]]]);
});

Deno.test("workbook: a zip bomb is refused before it is large, though it states another size", async () => {
  const spaces = " ".repeat(100 << 20);
  const content = `<x>${spaces}</x>`;
  const swollen: Part[] = [
    { path: "xl/worksheets/sheet1.xml", content },
    { path: "xl/sharedStrings.xml", content, statedBytes: 1_000 },
  ];
  for (const part of swollen) {
    const others = workbookOf("<row/>").filter(({ path }) => path !== part.path);
    const bomb = zipOf([...others, part]);
    assert.ok(bomb.length < 200_000);
    assert.equal((await refusalOf(bomb)).code, "WORKBOOK_TOO_LARGE");
  }
});

Deno.test("workbook: a part that nobody reads may be as large as it likes", async () => {
  const parts = workbookOf('<row><c t="str"><v>email</v></c></row><row><c><v>1</v></c></row>');
  const photo = { path: "xl/media/photo.png", content: new Uint8Array(80 << 20) };
  assert.deepEqual((await readTable(zipOf([...parts, photo]))).values, [["1"]]);
});

Deno.test("workbook: many cells of one long text, or one cell far away, take no memory", async () => {
  const row = `<row>${'<c t="s"><v>0</v></c>'.repeat(30)}</row>`;
  const long = workbookOf(row.repeat(200), `<si><t>${"x".repeat(30_000)}</t></si>`);
  assert.equal((await refusalOf(zipOf(long))).code, "WORKBOOK_TOO_LARGE");
  const wide = `<row>${'<c t="s"><v>0</v></c>'.repeat(40)}</row>`;
  const tooLong = workbookOf(wide, `<si><t>${"x".repeat(30_000)}</t></si>`);
  assert.equal((await refusalOf(zipOf(tooLong))).code, "ROW_TOO_LONG");
  const far = workbookOf(
    '<row r="1"><c r="A1" t="str"><v>email</v></c></row>' +
      '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
  );
  const { rows } = await readTable(zipOf(far));
  assert.deepEqual(rows.map(({ line, values }) => [line, values.length]), [[1_048_576, 16_384]]);
  const beyond = workbookOf('<row r="1"><c r="ZZZ1"><v>1</v></c></row>');
  assert.equal((await refusalOf(zipOf(beyond))).code, "WORKBOOK_DAMAGED");
});

Deno.test("workbook: elements within one another are as many as programs write, and no more", async () => {
  const nested = (depth: number) => `${"<x>".repeat(depth)}${"</x>".repeat(depth)}`;
  const rows = '<row><c t="str"><v>email</v></c></row><row><c t="str"><v>a@x.org</v></c></row>';
  const flat = workbookOf(rows + nested(90).repeat(50));
  assert.deepEqual((await readTable(zipOf(flat))).values, [["a@x.org"]]);
  const deep = zipOf(workbookOf(rows + nested(1_000_000)));
  assert.ok(deep.length < 20_000);
  assert.equal((await refusalOf(deep)).code, "WORKBOOK_DAMAGED");
});

Deno.test("workbook: entities of the document's own are not expanded", async () => {
  const [sheet] = workbookOf("<row><c><v>&lol;</v></c></row>").slice(-1);
  const content = `<!DOCTYPE x [<!ENTITY lol "lollol">]>${sheet!.content}`;
  const file = zipOf([...workbookOf("").slice(0, -1), { path: sheet!.path, content }]);
  assert.equal((await refusalOf(file)).code, "WORKBOOK_DAMAGED");
});

Deno.test("workbook: what is none says what it is and what to do", async () => {
  const old = new Uint8Array(600);
  old.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  const wide = [..."EncryptedPackage"].flatMap((c) => [c.charCodeAt(0), 0]);
  const sealed = old.slice();
  sealed.set(wide, 300);
  const odf = zipOf([{ path: "content.xml", content: "<office/>" }]);
  const word = zipOf([{ path: "word/document.xml", content: "<w/>" }]);
  const refused: [Uint8Array, string, RegExp][] = [
    [old, "NOT_A_WORKBOOK", /old Excel/],
    [sealed, "WORKBOOK_PROTECTED", /password/],
    [new TextEncoder().encode("email\na@x.org\n"), "NOT_A_WORKBOOK", /though it is called \.xlsx/],
    [odf, "NOT_A_WORKBOOK", /OpenDocument/],
    [word, "NOT_A_WORKBOOK", /Word/],
    [zipOf([{ path: "a.txt", content: "a" }]), "NOT_A_WORKBOOK", /zip archive/],
    [(await withRows([["email"]])).subarray(0, 3_000), "WORKBOOK_DAMAGED", /damaged/],
    [await withRows([]), "NO_HEADER", /sheet has only blank/],
  ];
  for (const [file, code, message] of refused) {
    const found = await refusalOf(file);
    assert.equal(found.code, code, found.message);
    assert.match(found.message, message);
  }
  const part = await refusal(await withRows([["email"]]), { format: "xlsx", partial: true });
  assert.equal(part.code, "WORKBOOK_CUT");
});

Deno.test("workbook: any table reads back, however the bytes are cut", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.array(
          fc.oneof(
            fc.string({ unit: "grapheme", maxLength: 8 }),
            fc.constantFrom("", "a\nb", "<&>"),
            fc.integer(),
            fc.boolean(),
          ),
          { minLength: 1, maxLength: 4 },
        ),
        { minLength: 1, maxLength: 12 },
      ),
      fc.array(fc.nat(), { maxLength: 10 }),
      async (rows, cuts) => {
        const file = await withRows([["email", "x"], ...rows]);
        const { values } = await read(file, { format: "xlsx" }, cuts);
        const texts = rows.map((row) => dropEmptyEnd(row.map(shown)));
        assert.deepEqual(values, texts.filter((row) => row.some((text) => text.trim())));
      },
    ),
    { numRuns: 80 },
  ));

const shown = (value: string | number | boolean) =>
  typeof value === "boolean" ? String(value).toUpperCase() : String(value);

function dropEmptyEnd(row: string[]): string[] {
  const last = row.findLastIndex((text) => text !== "");
  return row.slice(0, last + 1);
}

Deno.test("workbook: one with bytes changed anywhere ends in rows or a sentence", async () => {
  const file = await withRows([["email", "name"], ["a@x.org", "Ann"], ["b@x.org", 5]]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 6,
      }),
      async (changes) => {
        const changed = file.slice();
        for (const [at, byte] of changes) changed[at] = byte;
        await readTable(changed).catch((error) => {
          assert.ok(error instanceof UnreadableFile, String(error));
        });
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("workbook: more sheets than anybody could choose from are refused", async () => {
  const parts = workbookOf('<row><c t="str"><v>email</v></c></row>');
  const sheet = '<sheet name="One" sheetId="1" r:id="r1"/>';
  const path = "xl/workbook.xml";
  const content = `<workbook><sheets>${sheet.repeat(1_001)}</sheets></workbook>`;
  const many = zipOf([...parts.filter((part) => part.path !== path), { path, content }]);
  assert.equal((await refusalOf(many)).code, "WORKBOOK_TOO_LARGE");
});
