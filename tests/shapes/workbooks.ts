/** Excel workbooks, written by the library that is not the one which reads them. */
import { type Cell, type CellValue, type WriteSheet, writeXlsx } from "hucre";
import { bookOf } from "./book.ts";
import type { Bytes, Shape } from "./shape.ts";
import { csv, encoded } from "./write.ts";
import { zipBomb } from "./zip_bomb.ts";

type Filling = Omit<WriteSheet, "name">;

/** A workbook of these sheets: name → what fills it. */
async function workbook(sheets: Record<string, Filling>): Promise<Bytes> {
  const named = Object.entries(sheets).map(([name, filling]) => ({ name, ...filling }));
  return new Uint8Array(await writeXlsx({ sheets: named }));
}

const header = ["Email", "First Name", "Last Name"];
const filled = (...rows: CellValue[][]): Filling => ({ rows });
/** Cells by their place, "row,column" from 0, over the rows. */
const withCells = (rows: CellValue[][], cells: Record<string, Partial<Cell>>): Filling => {
  return { rows, cells: new Map(Object.entries(cells)) };
};
const ann = filled(header, ["ann@example.com", "Ann", "Lee"]);
const bob = filled(header, ["bob@example.com", "Bob", "Ray"]);

export async function workbooks(): Promise<Shape[]> {
  const two = await workbook({ People: ann, "Old people": bob });
  const whole = await workbook({ People: ann });
  const xlsx = (shape: Omit<Shape, "filename">): Shape => ({ ...shape, filename: "people.xlsx" });
  return [
    xlsx({
      name: "a workbook: its first sheet is read",
      file: two,
      expect: {
        job: {
          format: "xlsx",
          encoding: null,
          delimiter: null,
          header_row: 1,
          sheet: "People",
          sheets: ["People", "Old people"],
          mapping: { email: "Email", first_name: "First Name", last_name: "Last Name" },
        },
        total: 1,
        rows: { 2: { email: "ann@example.com", data: { first_name: "Ann" } } },
      },
    }),
    xlsx({
      name: "a workbook: the sheet that the person names",
      file: two,
      form: { sheet: "Old people" },
      expect: { job: { sheet: "Old people" }, total: 1, rows: { 2: { email: "bob@example.com" } } },
    }),
    xlsx({
      name: "a workbook without the sheet that the person names",
      file: two,
      form: { sheet: "New people" },
      expect: { failed: { code: "SHEET_MISSING", says: /"New people".*"People", "Old people"/ } },
    }),
    xlsx({
      name: "a workbook with empty rows: row numbers are the sheet's",
      file: await workbook({
        People: filled(
          ...[[], [], header, [], ["ann@example.com", "Ann", "Lee"], [], [], []],
          ["bob@example.com", "Bob", "Ray"],
        ),
      }),
      expect: {
        job: { header_row: 3 },
        total: 2,
        rows: { 5: { email: "ann@example.com" }, 9: { email: "bob@example.com" } },
      },
    }),
    xlsx({
      name: "a workbook with a title of merged cells above the header",
      file: await workbook({
        People: {
          rows: [["Customers of 2026"], ...ann.rows!],
          merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: 2 }],
        },
      }),
      expect: { job: { header_row: 2 }, total: 1, rows: { 3: { email: "ann@example.com" } } },
    }),
    xlsx({
      name: "a workbook with phone numbers that are numbers",
      file: await workbook({
        People: filled(
          [...header, "Phone", "Score"],
          ["ann@example.com", "Ann", "Lee", 49301234567, 12.5],
          ["bob@example.com", "Bob", "Ray", "0049 30 901820", 1e15],
        ),
      }),
      expect: {
        total: 2,
        warnings: "any",
        rows: {
          2: { data: { phone: "49301234567", Score: "12.5" } },
          3: { data: { phone: "0049 30 901820", Score: "1000000000000000" } },
        },
      },
    }),
    xlsx({
      name: "a workbook with dates",
      file: await workbook({
        People: withCells(ann.rows!, {
          "0,3": { value: "Since" },
          "1,3": { value: new Date(Date.UTC(2026, 2, 1)), style: { numFmt: "dd.mm.yyyy" } },
        }),
      }),
      expect: { total: 1, rows: { 2: { data: { Since: "2026-03-01" } } } },
    }),
    xlsx({
      name: "a workbook with formulas: their results are read",
      file: await workbook({
        People: withCells([[...header, "Sum"], [null, "Ann", "Lee"]], {
          "1,0": { formula: 'LOWER("ANN@EXAMPLE.COM")', formulaResult: "ann@example.com" },
          "1,3": { formula: "1+2", formulaResult: 3 },
        }),
      }),
      expect: { total: 1, rows: { 2: { email: "ann@example.com", data: { Sum: "3" } } } },
    }),
    xlsx({
      name: "a workbook with links, rich text and truth values",
      file: await workbook({
        People: withCells([[...header, "VIP"], [null, null, "Lee", true]], {
          "1,0": { value: "ann@example.com", hyperlink: { target: "mailto:ann@example.com" } },
          "1,1": { richText: [{ text: "An" }, { text: "n", font: { bold: true } }] },
        }),
      }),
      expect: {
        total: 1,
        rows: { 2: { email: "ann@example.com", data: { first_name: "Ann", VIP: "TRUE" } } },
      },
    }),
    xlsx({
      name: "a workbook with cells that nobody filled, in the middle and at the end",
      file: await workbook({
        People: filled([...header, "Company", "Notes"], [
          "ann@example.com",
          "Ann",
          "Lee",
          null,
          "kept",
        ], ["bob@example.com", "Bob", "Ray"]),
      }),
      expect: {
        total: 2,
        rows: { 2: { data: { Notes: "kept" } }, 3: { data: { first_name: "Bob" } } },
      },
    }),
    xlsx({
      name: "a workbook in scripts of all kinds, with line breaks in cells",
      file: await workbook({
        人: filled(["メールアドレス", "名", "姓", "備考"], [
          "hanako@example.com",
          "花子",
          "田中",
          "一行目\n二行目 & <b>",
        ]),
      }),
      expect: {
        job: { sheet: "人" },
        total: 1,
        rows: { 2: { data: { last_name: "田中", 備考: "一行目\n二行目 & <b>" } } },
      },
    }),
    xlsx({
      name: "a workbook whose header line the person names",
      file: await workbook({
        People: filled(header, ["x", "y", "z"], ["Last Name", "First Name", "Email"], [
          "Lee",
          "Ann",
          "ann@example.com",
        ]),
      }),
      form: { header_row: "3" },
      expect: { job: { header_row: 3 }, total: 1, rows: { 4: { data: { first_name: "Ann" } } } },
    }),
    xlsx({
      name: "a workbook with an empty sheet",
      file: await workbook({ Nothing: {} }),
      expect: { failed: { code: "NO_HEADER", says: /sheet.*blank|nothing|empty/i } },
    }),
    xlsx({
      name: "a workbook with a header only",
      file: await workbook({ People: filled(header) }),
      expect: { failed: { code: "NO_ROWS", says: /header but no rows/ } },
    }),
    xlsx({
      name: "a workbook without a column of addresses",
      file: await workbook({ People: filled(["Town", "Street"], ["Cork", "High St"]) }),
      expect: { failed: { code: "NO_EMAIL_COLUMN", says: /"Town", "Street"/ } },
    }),
    xlsx({
      name: "a workbook that is cut off in the middle",
      file: whole.slice(0, whole.length >> 1),
      expect: { failed: { code: "WORKBOOK_DAMAGED", says: /workbook/ } },
    }),
    xlsx({
      name: "a workbook that is a zip bomb",
      file: zipBomb(1 << 29),
      expect: { failed: { code: "WORKBOOK_TOO_LARGE", says: /unpack|large/ } },
    }),
    xlsx({
      name: "a workbook that is a zip bomb and says that it is small",
      file: zipBomb(1 << 29, 10_000),
      expect: { failed: { code: "WORKBOOK_TOO_LARGE", says: /unpack|large|size/ } },
    }),
    xlsx({
      name: "a workbook of some kilobytes that repeats one long text in thousands of rows",
      file: bookOf(
        ["x".repeat(30_000)],
        '<row><c t="str"><v>ann@example.com</v></c><c t="s"><v>0</v></c></row>'.repeat(5_000),
      ),
      expect: { failed: { code: "TOO_MUCH_DATA", says: /repeat long texts.*Remove/ } },
    }),
    xlsx({
      name: "a workbook whose hundreds of rows repeat a paragraph",
      file: bookOf(
        ["I agree. ".repeat(100)],
        Array.from(
          { length: 300 },
          (_, i) =>
            `<row><c t="str"><v>p${i}@example.com</v></c><c t="str"><v>Ann</v></c>` +
            '<c t="str"><v>Lee</v></c><c t="s"><v>0</v></c></row>',
        ).join(""),
      ),
      expect: { total: 300 },
    }),
    {
      name: "a workbook that is called .csv",
      file: whole,
      expect: { refused: { status: 415, code: "UNSUPPORTED_FILE_TYPE", says: /\.xlsx/ } },
    },
    xlsx({
      name: "a CSV file that is called .xlsx",
      file: encoded(csv([header, ["ann@example.com", "Ann", "Lee"]]), "utf8"),
      expect: { refused: { status: 415, code: "UNSUPPORTED_FILE_TYPE", says: /\.csv|not/ } },
    }),
  ];
}
