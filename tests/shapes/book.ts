/** A workbook by its XML: cells may point to shared texts as often as the test likes. */
import type { Bytes } from "./shape.ts";
import { entryOf, zip } from "./zip.ts";
import { smallParts } from "./zip_bomb.ts";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** Bytes that getRandomValues gives at once. */
const RANDOM_BYTES = 65_536;

/**
 * @param texts those that cells of type "s" point to, as XML
 * @param rows XML of the rows below the header: Email, First Name, Last Name, Note, More
 * @param filler bytes of a part that nobody reads, so that the file has a size
 */
export function bookOf(texts: string[], rows: string, filler = 0): Bytes {
  const header = ["Email", "First Name", "Last Name", "Note", "More"]
    .map((text) => `<c t="str"><v>${text}</v></c>`).join("");
  const parts = {
    ...smallParts,
    "xl/_rels/workbook.xml.rels": smallParts["xl/_rels/workbook.xml.rels"]!.replace(
      "</Relationships>",
      `<Relationship Id="rId2" Type="${RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>` +
        "</Relationships>",
    ),
    "xl/sharedStrings.xml": `<sst xmlns="${MAIN}">` +
      `${texts.map((text) => `<si><t>${text}</t></si>`).join("")}</sst>`,
    "xl/worksheets/sheet1.xml":
      `<worksheet xmlns="${MAIN}"><sheetData><row>${header}</row>${rows}</sheetData></worksheet>`,
  };
  const files = Object.entries(parts).map(([name, text]) => {
    return { name, bytes: new TextEncoder().encode(text) };
  });
  const noise = new Uint8Array(filler);
  for (let at = 0; at < filler; at += RANDOM_BYTES) {
    crypto.getRandomValues(noise.subarray(at, at + RANDOM_BYTES));
  }
  if (filler) files.push({ name: "xl/media/picture.png", bytes: noise });
  return zip(files.map(({ name, bytes }) => entryOf(name, bytes)));
}
