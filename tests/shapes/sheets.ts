/** Workbooks whose cells say more than they hold, and whose list is not on the first sheet. */
import { type Cell, type CellValue, type WriteSheet, writeXlsx } from "hucre";
import { bookOf } from "./book.ts";
import type { Bytes, Shape } from "./shape.ts";

type Filling = Omit<WriteSheet, "name">;

async function workbook(sheets: Record<string, Filling>): Promise<Bytes> {
  const named = Object.entries(sheets).map(([name, filling]) => ({ name, ...filling }));
  return new Uint8Array(await writeXlsx({ sheets: named }));
}

const header = ["Email", "First Name", "Last Name"];
const ann = ["ann@example.org", "Ann", "Lee"];
const bob = ["bob@example.org", "Bob", "Ray"];
const rows = (...all: CellValue[][]): Filling => ({ rows: all });

/** A header and a row whose further cells have these number formats. */
function formatted(cells: [header: string, value: number, format: string][]): Filling {
  const styled = cells.map(([, value, numFmt], i): [string, Partial<Cell>] => {
    return [`1,${header.length + i}`, { value, style: { numFmt } }];
  });
  return {
    rows: [[...header, ...cells.map(([name]) => name)], [
      ...ann,
      ...cells.map(([, value]) => value),
    ]],
    cells: new Map(styled),
  };
}

const cell = (text: string) => `<c t="str"><v>${text}</v></c>`;
const fault = (text: string) => `<c t="e"><v>${text}</v></c>`;

export async function sheets(): Promise<Shape[]> {
  const xlsx = (shape: Omit<Shape, "filename">): Shape => ({ ...shape, filename: "people.xlsx" });
  return [
    xlsx({
      name: "a workbook whose formats show zeros, spaces and brackets of phones and postcodes",
      file: await workbook({
        People: formatted([
          ["Phone", 142685300, '0#" "##" "##" "##" "##'],
          ["Mobile", 2125550123, "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####"],
          ["ZIP", 21380001, "00000\\-0000"],
          ["Kod", 1234, "00\\-000"],
          ["Postnr", 11455, "000\\ 00"],
          ["PLZ", 1067, '"D-"00000'],
          ["Yubin", 1000001, "[<=999]000;[<=9999]000\\-00;000\\-0000"],
        ]),
      }),
      expect: {
        total: 1,
        rows: {
          2: {
            data: {
              phone: "01 42 68 53 00",
              Mobile: "(212) 555-0123",
              ZIP: "02138-0001",
              Kod: "01-234",
              Postnr: "114 55",
              PLZ: "D-01067",
              Yubin: "100-0001",
            },
          },
        },
      },
    }),
    xlsx({
      name: "a workbook with a plus that only the format shows",
      file: await workbook({ People: formatted([["Phone", 442079460018, '"+"0']]) }),
      expect: { total: 1, contacts: [{ phone: "+442079460018" }] },
    }),
    xlsx({
      name: "a workbook with shares, fractions and money as they are shown",
      file: await workbook({
        People: formatted([
          ["Share", 0.5, "0%"],
          ["Length", 12.5, "# ?/?"],
          ["Paid", 1234.5, '"$"#,##0.00'],
          ["Way", 12, '0 "km"'],
          ["Plain", 1234567, "#,##0"],
        ]),
      }),
      expect: {
        total: 1,
        rows: {
          2: {
            data: {
              Share: "50%",
              Length: "12 1/2",
              Paid: "$1,234.50",
              Way: "12 km",
              Plain: "1234567",
            },
          },
        },
      },
    }),
    xlsx({
      name: "a workbook with error values in place of a name, a note and an address",
      file: bookOf(
        [],
        `<row>${cell("ann@example.org")}${fault("#N/A")}${cell("Lee")}${fault("#VALUE!")}</row>` +
          `<row>${fault("#REF!")}${cell("Bob")}${cell("Ray")}${cell("note")}</row>` +
          `<row>${cell("cyd@example.org")}${cell("Cyd")}${cell("Fox")}${cell("#N/A")}</row>`,
      ),
      expect: {
        total: 3,
        issues: { MISSING_EMAIL: 1, MISSING_FIRST_NAME: 1 },
        warnings: { ERROR_VALUE: 3 },
        contacts: [{ email: "cyd@example.org", extra: {} }],
      },
    }),
    xlsx({
      name: "a workbook with formulas that no program has calculated",
      file: bookOf(
        [],
        `<row>${cell("ann@example.org")}<c><f>PROPER("ann")</f><v></v></c>${cell("Lee")}</row>` +
          `<row><c><f>A1</f></c>${cell("Bob")}${cell("Ray")}</row>` +
          `<row>${cell("cyd@example.org")}${cell("Cyd")}${cell("Fox")}` +
          `<c t="str"><f>""</f><v></v></c></row>`,
      ),
      expect: {
        total: 3,
        issues: { MISSING_EMAIL: 1, MISSING_FIRST_NAME: 1 },
        warnings: { ERROR_VALUE: 2 },
        contacts: [{ email: "cyd@example.org" }],
      },
    }),
    xlsx({
      name: "a workbook with instructions before the list",
      file: await workbook({
        "Read me": rows(["How to use this template"], ["1. Do not rename the columns."]),
        "Members 2025": rows(header, ann, bob),
      }),
      expect: { job: { sheet: "Members 2025", sheets: ["Read me", "Members 2025"] }, total: 2 },
    }),
    xlsx({
      name: "a workbook with an empty sheet, a table of columns and an example before the list",
      file: await workbook({
        Sheet1: rows(),
        Fields: rows(
          ["Column", "Meaning", "Must be filled"],
          ["Email", "where we write to, such as ann@example.org", "yes"],
          ["First Name", "as on the card", "no"],
        ),
        Example: rows(header, ["you@example.org", "Your", "Name"]),
        List: rows(["Members of the club"], [], header, ann, bob),
      }),
      expect: { job: { sheet: "List", header_row: 3 }, total: 2 },
    }),
    xlsx({
      name: "a workbook with figures before a list whose header nobody knows",
      file: await workbook({
        Summary: rows(["Region", "Members"], ["North", 12], ["South", 7]),
        Export: rows(["Contact point", "Given", "Family name"], ann, bob),
      }),
      expect: { job: { sheet: "Export" }, total: 2, issues: { MISSING_FIRST_NAME: 1 } },
    }),
    xlsx({
      name: "a workbook of two lists: the first is read",
      file: await workbook({ Old: rows(header, ann), New: rows(header, bob, ann) }),
      expect: { job: { sheet: "Old" }, total: 1 },
    }),
    xlsx({
      name: "a workbook whose every sheet is none names the sheet that was read",
      file: await workbook({
        Notes: rows(["Nothing here"]),
        Towns: rows(["Town", "Street"], ["Cork", "High St"]),
      }),
      expect: { failed: { code: "NO_EMAIL_COLUMN", says: /"Nothing here"|"Town"/ } },
    }),
  ];
}
