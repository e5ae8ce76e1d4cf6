/**
 * Cells as tab-separated text, as spreadsheets take them from the clipboard. What would begin a
 * formula there gets an apostrophe, as in the CSV that is downloaded; a tab or line end inside a
 * value becomes a space, so that a cell stays one.
 */
const NUMBER = /^ *(?:-?\d{1,15}(?:[.,]\d{1,15})?|\+\d[\d ().\/-]{4,22}) *$/;
/** Also behind what shows nothing, which some spreadsheets leave out. */
const FORMULA = /^[\s\p{Default_Ignorable_Code_Point}\p{Cc}']*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

export function tsv(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => cells.map(tsvCell).join("\t")).join("\n");
}

function tsvCell(value: string): string {
  const flat = value.replace(/[\t\r\n]+/g, " ");
  return FORMULA.test(flat) && !NUMBER.test(flat) ? `'${flat}` : flat;
}
