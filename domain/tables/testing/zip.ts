/** Builds archives for tests that no spreadsheet program would write. */
import { crc32, deflateRawSync } from "node:zlib";
import { Buffer } from "node:buffer";

export interface Part {
  path: string;
  content: string | Uint8Array;
  /** the size that the archive states, if it lies */
  statedBytes?: number;
}

export function zipOf(parts: Part[]): Uint8Array {
  const files: Buffer[] = [], directory: Buffer[] = [];
  let at = 0;
  for (const { path, content, statedBytes } of parts) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes, { level: 9 });
    const name = Buffer.from(path);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(statedBytes ?? bytes.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), shared, name, packed]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\0"), shared, entry, name]));
    files.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.reduce((sum, { length }) => sum + length, 0), 8);
  end.writeUInt32LE(at, 12);
  return new Uint8Array(Buffer.concat([...files, ...directory, Buffer.from("PK\x05\x06"), end]));
}

const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const relations = (targets: Record<string, [type: string, target: string]>) =>
  `<Relationships>${
    Object.entries(targets).map(([id, [type, target]]) =>
      `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`
    ).join("")
  }</Relationships>`;

/** The parts of a workbook with one sheet. @param sheetData the content of `<sheetData>` */
export function workbookOf(sheetData: string, strings = ""): Part[] {
  return [
    { path: "_rels/.rels", content: relations({ r1: ["officeDocument", "xl/workbook.xml"] }) },
    {
      path: "xl/workbook.xml",
      content: `<workbook><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>`,
    },
    {
      path: "xl/_rels/workbook.xml.rels",
      content: relations({
        r1: ["worksheet", "worksheets/sheet1.xml"],
        r2: ["sharedStrings", "/xl/sharedStrings.xml"],
      }),
    },
    { path: "xl/sharedStrings.xml", content: `<sst>${strings}</sst>` },
    {
      path: "xl/worksheets/sheet1.xml",
      content: `<worksheet><sheetData>${sheetData}</sheetData></worksheet>`,
    },
  ];
}
