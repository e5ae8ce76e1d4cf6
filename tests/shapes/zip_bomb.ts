/** A workbook of a few kilobytes a megabyte whose sheet unpacks to as much as is asked for. */
import { Buffer } from "node:buffer";
import { constants, deflateRawSync } from "node:zlib";
import type { Bytes } from "./shape.ts";
import { zip } from "./zip.ts";

const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGES = "http://schemas.openxmlformats.org/package/2006";

/** The parts of a workbook besides its sheet. */
export const smallParts: Record<string, string> = {
  "[Content_Types].xml": `<Types xmlns="${PACKAGES}/content-types">` +
    '<Default Extension="rels" ' +
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-' +
    'officedocument.spreadsheetml.sheet.main+xml"/>' +
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.' +
    'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
  "_rels/.rels": `<Relationships xmlns="${PACKAGES}/relationships"><Relationship Id="rId1" ` +
    `Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>` +
    '<sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>',
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${PACKAGES}/relationships">` +
    `<Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>` +
    "</Relationships>",
};

export const sheetBegin = `<worksheet xmlns="${MAIN}"><sheetData>` +
  row(1, ["Email", "First Name", "Last Name"]);

export const SHEET_END = "</sheetData></worksheet>";

/**
 * The archive's checksums are zero: nobody should come to where they count.
 *
 * @param bytes of the sheet, unpacked
 * @param declared what the archive says of that; the truth where left out
 */
export function zipBomb(bytes: number, declared?: number): Bytes {
  const piece = Buffer.from(row(2, ["ann@example.com", "Ann", "Lee"]).repeat(8_000));
  // A piece that was flushed in full can stand any number of times behind itself.
  const options = { level: 9, finishFlush: constants.Z_FULL_FLUSH };
  const repeated = deflateRawSync(piece, options);
  const times = Math.ceil(bytes / piece.length);
  const data = Buffer.concat([
    deflateRawSync(sheetBegin, options),
    ...Array.from({ length: times }, () => repeated),
    deflateRawSync(SHEET_END),
  ]);
  return zip([
    ...Object.entries(smallParts).map(([name, text]) => ({
      name,
      data: deflateRawSync(text),
      size: Buffer.byteLength(text),
    })),
    {
      name: "xl/worksheets/sheet1.xml",
      data,
      size: declared ?? sheetBegin.length + piece.length * times + SHEET_END.length,
    },
  ]);
}

export function row(number: number, values: string[]): string {
  const cells = values.map((value) => `<c t="inlineStr"><is><t>${value}</t></is></c>`);
  return `<row r="${number}">${cells.join("")}</row>`;
}
