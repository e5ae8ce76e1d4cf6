/** Excel workbooks, written by the library that is not the one which reads them. */
// @ts-types="../harness/exceljs.d.ts"
import exceljs, { type Worksheet } from "exceljs";
import { bookOf } from "./book.ts";
import type { Bytes, Shape } from "./shape.ts";
import { csv, encoded } from "./write.ts";
import { zipBomb } from "./zip_bomb.ts";

/** A workbook of these sheets: name → what fills it. */
async function workbook(sheets: Record<string, (sheet: Worksheet) => void>): Promise<Bytes> {
  const book = new exceljs.Workbook();
  for (const [name, fill] of Object.entries(sheets)) fill(book.addWorksheet(name));
  return new Uint8Array(await book.xlsx.writeBuffer());
}

const header = ["Email", "First Name", "Last Name"];
const filled = (...rows: unknown[][]) => (sheet: Worksheet) => {
  sheet.addRows(rows);
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
          encoding: undefined,
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
        People(sheet) {
          sheet.getRow(3).values = header;
          sheet.getRow(5).values = ["ann@example.com", "Ann", "Lee"];
          sheet.getRow(9).values = ["bob@example.com", "Bob", "Ray"];
        },
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
        People(sheet) {
          sheet.addRow(["Customers of 2026"]);
          sheet.mergeCells("A1:C1");
          ann(sheet);
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
        People(sheet) {
          ann(sheet);
          sheet.getCell("D1").value = "Since";
          sheet.getCell("D2").value = new Date(Date.UTC(2026, 2, 1));
          sheet.getCell("D2").numFmt = "dd.mm.yyyy";
        },
      }),
      expect: { total: 1, rows: { 2: { data: { Since: "2026-03-01" } } } },
    }),
    xlsx({
      name: "a workbook with formulas: their results are read",
      file: await workbook({
        People: filled([...header, "Sum"], [
          { formula: 'LOWER("ANN@EXAMPLE.COM")', result: "ann@example.com" },
          "Ann",
          "Lee",
          { formula: "1+2", result: 3 },
        ]),
      }),
      expect: { total: 1, rows: { 2: { email: "ann@example.com", data: { Sum: "3" } } } },
    }),
    xlsx({
      name: "a workbook with links, rich text and truth values",
      file: await workbook({
        People: filled([...header, "VIP"], [
          { text: "ann@example.com", hyperlink: "mailto:ann@example.com" },
          { richText: [{ text: "An" }, { font: { bold: true }, text: "n" }] },
          "Lee",
          true,
        ]),
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
          undefined,
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
      file: await workbook({ Nothing: () => {} }),
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
