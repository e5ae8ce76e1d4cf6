/**
 * A table as an Excel workbook (ECMA-376), written page by page. Every cell is text and formatted as
 * text: nothing in it is a formula, and phone numbers and postcodes keep their leading zeros, also
 * after somebody has edited them. The header is bold and stays in sight.
 */
import { slicedText } from "./sliced_text.ts";
import { type ZipEntry, zipped } from "./zip.ts";

/** What a sheet can hold, its header included. */
export const SHEET_ROWS = 1_048_576;
/** What a cell can hold; more makes Excel call the file damaged. */
const CELL_CHARS = 32_767;

export interface SheetContent {
  header: string[];
  /** lines of values, in the order of the header */
  pages: AsyncIterable<Iterable<string[]>>;
}

/** The workbook's bytes. @param owner whose work it is */
export function workbook(
  owner: string,
  sheetName: string,
  table: SheetContent,
): AsyncGenerator<Uint8Array> {
  const sheet: ZipEntry = { path: "xl/worksheets/sheet1.xml", text: sheetXml(owner, table) };
  return zipped([...frame(sheetName), sheet]);
}

async function* sheetXml(owner: string, { header, pages }: SheetContent): AsyncGenerator<string> {
  const names = header.map((_, i) => columnName(i));
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    `<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>` +
    `</sheetViews><cols><col min="1" max="${header.length}" width="22" ` +
    `style="${TEXT}" customWidth="1"/></cols><sheetData>${rowXml(names, 1, header, BOLD)}`;
  let row = 2;
  const rows = async function* () {
    for await (const lines of pages) {
      yield Iterator.from(lines).map((values) => rowXml(names, row++, values, TEXT));
    }
  };
  yield* slicedText(owner, rows());
  yield `</sheetData><ignoredErrors><ignoredError sqref="A1:${names.at(-1)}${row}" ` +
    `numberStoredAsText="1"/></ignoredErrors></worksheet>`;
}

function rowXml(names: string[], row: number, values: string[], style: string): string {
  const cells = values.map((value, i) => {
    if (value === "") return "";
    const text = `<t xml:space="preserve">${escaped(value)}</t>`;
    return `<c r="${names[i]}${row}" s="${style}" t="inlineStr"><is>${text}</is></c>`;
  });
  return `<row r="${row}">${cells.join("")}</row>`;
}

/** A, B, … Z, AA, AB, … */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + index % 26);
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

/** What XML cannot hold is written as _xHHHH_, and a text that looks so as one that does not. */
function escaped(text: string): string {
  return text.slice(0, CELL_CHARS).toWellFormed()
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x08\x0b-\x1f\ufffe\uffff]/g, hexadecimal)
    .replace(/[&<>]/g, (c) => c === "&" ? "&amp;" : c === "<" ? "&lt;" : "&gt;");
}

const hexadecimal = (c: string) =>
  `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`;

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** Places in the list of cell formats below. */
const TEXT = "1", BOLD = "2";

/** The parts that say what the archive is, and how its cells look. */
function frame(sheetName: string): ZipEntry[] {
  const parts = {
    "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types">` +
      `<Default Extension="rels" ContentType=` +
      `"application/vnd.openxmlformats-package.relationships+xml"/>` +
      part("/xl/workbook.xml", "sheet.main") + part("/xl/styles.xml", "styles") +
      part("/xl/worksheets/sheet1.xml", "worksheet") + "</Types>",
    "_rels/.rels": relations([["officeDocument", "xl/workbook.xml"]]),
    "xl/_rels/workbook.xml.rels": relations([
      ["worksheet", "worksheets/sheet1.xml"],
      ["styles", "styles.xml"],
    ]),
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
      `<sheet name="${sheetName}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/styles.xml": `<styleSheet xmlns="${MAIN}"><fonts count="2">` +
      `<font><sz val="11"/><name val="Calibri"/></font>` +
      `<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
      `<fills count="2"><fill><patternFill patternType="none"/></fill>` +
      `<fill><patternFill patternType="gray125"/></fill></fills>` +
      `<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>` +
      `<cellXfs count="3"><xf/><xf numFmtId="49" applyNumberFormat="1"/>` +
      `<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>` +
      `<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>` +
      "</styleSheet>",
  };
  return Object.entries(parts).map(([path, xml]) => ({ path, text: [XML + xml] }));
}

const part = (name: string, type: string) =>
  `<Override PartName="${name}" ContentType="${TYPE}.${type}+xml"/>`;

function relations(targets: [type: string, target: string][]): string {
  const list = targets.map(([type, target], i) =>
    `<Relationship Id="rId${i + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${list.join("")}</Relationships>`;
}
