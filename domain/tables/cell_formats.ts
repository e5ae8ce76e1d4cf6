/** How a workbook shows its numbers: only its format distinguishes a date from a number. */
import { type NumberFormat, numberFormat } from "./cell_number.ts";
import type { WorkBudget } from "./work_budget.ts";
import { readXml } from "./xml.ts";

/**
 * `pad`: with zeros in front, as postcodes are, to so many digits. `number`: with signs, spaces, units or fractions.
 */
export type CellFormat =
  | { kind: "plain" }
  | { kind: "date" | "time" | "duration" }
  | { kind: "pad"; digits: number }
  | { kind: "number"; format: NumberFormat };

/** Excel's own limit; a longer format could keep the bracket pattern busy for minutes. */
const FORMAT_CHARS = 255;

const PLAIN: CellFormat = { kind: "plain" };

/** A workbook's formats, by the number that its cells refer to. */
export async function cellFormats(
  bytes: AsyncIterable<Uint8Array>,
  budget: WorkBudget,
): Promise<CellFormat[]> {
  const codes = new Map<number, string>();
  const formats: CellFormat[] = [];
  let isCells = false;
  await readXml(bytes, {
    open(name, attribute) {
      if (name === "cellXfs") isCells = true;
      const id = Number(attribute("numFmtId"));
      if (name === "numFmt") codes.set(id, attribute("formatCode") ?? "");
      if (name === "xf" && isCells) formats.push(formatOf(id, codes.get(id)));
    },
    close(name) {
      if (name === "cellXfs") isCells = false;
    },
  }, budget);
  return formats;
}

/** @param code the workbook's own format for this number, if any */
export function formatOf(id: number, code: string | undefined): CellFormat {
  if (code === undefined) {
    const shown = SHOWN.get(id);
    if (shown) return numberKind(shown);
    return BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2] ?? PLAIN;
  }
  if (code.length > FORMAT_CHARS) return PLAIN;
  if (/^0{2,}$/.test(code)) return { kind: "pad", digits: code.length };
  if (/\[(h+|m+|s+)\]/i.test(code)) return { kind: "duration" };
  // Without literals, colours and conditions; only the section for positive numbers.
  const letters = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, "").split(";")[0]!;
  if (/general/i.test(letters)) return numberKind(code);
  if (/[yd]/i.test(letters)) return { kind: "date" };
  if (/[hs]/i.test(letters)) return { kind: "time" };
  return /m/i.test(letters) ? { kind: "date" } : numberKind(code);
}

function numberKind(code: string): CellFormat {
  const format = numberFormat(code);
  return format ? { kind: "number", format } : PLAIN;
}

/** Of those that every workbook has, the ones that show more of a number than its digits. */
const SHOWN = new Map([[9, "0%"], [10, "0.00%"], [12, "# ?/?"], [13, "# ??/??"]]);

/** Those that every workbook has, from number to number. */
const BUILT_IN: [from: number, to: number, CellFormat][] = [
  [14, 17, { kind: "date" }],
  [18, 21, { kind: "time" }],
  [22, 22, { kind: "date" }],
  [27, 31, { kind: "date" }],
  [32, 33, { kind: "time" }],
  [34, 36, { kind: "date" }],
  [45, 45, { kind: "time" }],
  [46, 46, { kind: "duration" }],
  [47, 47, { kind: "time" }],
  [50, 58, { kind: "date" }],
];
