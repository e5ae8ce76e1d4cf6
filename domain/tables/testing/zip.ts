/** Builds archives for tests that no spreadsheet program would write. */
import { entryOf, zip } from "../../../tests/shapes/zip.ts";

export interface Part {
  path: string;
  content: string | Uint8Array;
  /** the size that the archive states, if it lies */
  statedBytes?: number;
}

export function zipOf(parts: Part[]): Uint8Array {
  return zip(parts.map(({ path, content, statedBytes }) => {
    const entry = entryOf(path, content);
    return { ...entry, size: statedBytes ?? entry.size };
  }));
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
