/** A workbook of a few kilobytes a megabyte whose sheet unpacks to as much as is asked for. */
import { Buffer } from "node:buffer";
import { constants, deflateRawSync } from "node:zlib";
import type { Bytes } from "./shape.ts";

const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const packages = "http://schemas.openxmlformats.org/package/2006";

const small: Record<string, string> = {
  "[Content_Types].xml": `<Types xmlns="${packages}/content-types">` +
    '<Default Extension="rels" ' +
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-' +
    'officedocument.spreadsheetml.sheet.main+xml"/>' +
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.' +
    'openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
  "_rels/.rels": `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" ` +
    `Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>` +
    '<sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>',
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packages}/relationships">` +
    `<Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/>` +
    "</Relationships>",
};

const begin = `<worksheet xmlns="${main}"><sheetData>` +
  row(1, ["Email", "First Name", "Last Name"]);

/**
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
    deflateRawSync(begin, options),
    ...Array.from({ length: times }, () => repeated),
    deflateRawSync("</sheetData></worksheet>"),
  ]);
  return zip([
    ...Object.entries(small).map(([name, text]) => ({
      name,
      data: deflateRawSync(text),
      size: Buffer.byteLength(text),
    })),
    {
      name: "xl/worksheets/sheet1.xml",
      data,
      size: declared ?? begin.length + piece.length * times + 24,
    },
  ]);
}

function row(number: number, values: string[]): string {
  const cells = values.map((value) => `<c t="inlineStr"><is><t>${value}</t></is></c>`);
  return `<row r="${number}">${cells.join("")}</row>`;
}

interface Entry {
  name: string;
  /** deflated */
  data: Uint8Array;
  /** unpacked */
  size: number;
}

/** A zip archive of deflated entries. Its checksums are zero: nobody comes to where they count. */
function zip(entries: Entry[]): Bytes {
  const locals: Uint8Array[] = [], directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, data, size } of entries) {
    const common = numbers([20, 2], [0, 2], [8, 2], [0, 4], [0, 4], [data.length, 4], [size, 4], [
      name.length,
      2,
    ], [0, 2]);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), data]);
    directory.push(
      Buffer.from("PK\x01\x02"),
      ...[numbers([20, 2]), common],
      numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
      Buffer.from(name),
    );
    locals.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = numbers([0, 2], [0, 2], [entries.length, 2], [entries.length, 2], [index.length, 4], [
    offset,
    4,
  ], [0, 2]);
  const all = [...locals, index, Buffer.from("PK\x05\x06"), end];
  return Uint8Array.from(Buffer.concat(all));
}

/** Little-endian numbers of so many bytes each. */
function numbers(...fields: [value: number, bytes: number][]): Uint8Array {
  const buffer = Buffer.alloc(fields.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of fields) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}
