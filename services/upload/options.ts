/** How a person wants the file to be read: the optional fields of the form beside the mapping. */
import { NOWHERE, regionOf } from "@rollcall/contacts";
import { encodingOf } from "@rollcall/tables";
import type { FileFormat } from "./file_rules.ts";
import type { FieldFault } from "./refusal.ts";

/** Null is what is to be found out. */
export interface ReadingOptions {
  /** a name of the Encoding Standard; null for a workbook too, as is the delimiter */
  encoding: string | null;
  delimiter: string | null;
  headerRow: number | null;
  /** of a workbook; null for a text file */
  sheet: string | null;
  region: string | null;
  foldGmail: boolean;
  /** whether the first of a person's rows stands where they differ, or somebody is asked */
  samePerson: "first" | "ask";
}

export type OptionsResult =
  | { ok: true; options: ReadingOptions }
  | { ok: false; errors: FieldFault[] };

/** The names of the form's fields. */
export const optionFields = [
  "encoding",
  "delimiter",
  "header_row",
  "sheet",
  "region",
  "fold_gmail",
  "same_person",
] as const;

type OptionField = (typeof optionFields)[number];
export type OptionTexts = Partial<Record<OptionField, string>>;

/** Of a sheet's name, in characters; Excel itself allows 31. */
const SHEET_CHARS = 100;

/** Reads the form's fields; an absent or empty one leaves it to be found out. */
export function readOptions(texts: OptionTexts, format: FileFormat): OptionsResult {
  const errors: FieldFault[] = [];
  const read = <T>(field: OptionField, reader: (text: string) => T | undefined, wish: string) => {
    const text = texts[field] ?? "";
    // A delimiter may be white space.
    if (!text || field !== "delimiter" && !text.trim()) return null;
    const value = reader(field === "delimiter" ? text : text.trim());
    if (value === undefined) errors.push({ path: `body.${field}`, message: wish });
    return value ?? null;
  };
  const encoding = read(
    "encoding",
    encodingOf,
    "expected a label of the Encoding Standard, such as utf-8 or windows-1252",
  );
  const delimiter = read("delimiter", delimiterOf, "expected one of , ; | or the word tab");
  const headerRow = read("header_row", lineOf, "expected the number of a line, from 1");
  const sheet = read("sheet", sheetOf, `expected at most ${SHEET_CHARS} characters`);
  const region = read("region", homeOf, HOME_WISH);
  const foldGmail = read("fold_gmail", truthOf, "expected true or false") ?? false;
  const samePerson = read("same_person", samePersonOf, "expected first or ask") ?? "first";
  if (errors.length) return { ok: false, errors };
  const ofFormat = format === "csv"
    ? { encoding, delimiter, sheet: null }
    : { encoding: null, delimiter: null, sheet };
  return { ok: true, options: { ...ofFormat, headerRow, region, foldGmail, samePerson } };
}

/** Reads one more country; an absent or empty one is none. */
export function readHome(
  field: string,
  text = "",
): { ok: true; region: string | null } | { ok: false; errors: FieldFault[] } {
  const region = text.trim() ? homeOf(text.trim()) : null;
  if (region !== undefined) return { ok: true, region };
  return { ok: false, errors: [{ path: `body.${field}`, message: HOME_WISH }] };
}

const HOME_WISH = "expected a country, such as DE, or none";

function delimiterOf(text: string): string | undefined {
  if (text.trim().toLowerCase() === "tab" || text === "\\t") return "\t";
  const wanted = text === "\t" ? text : text.trim();
  return [",", ";", "|", "\t"].includes(wanted) ? wanted : undefined;
}

const homeOf = (text: string) => text.toLowerCase() === "none" ? NOWHERE : regionOf(text);
const lineOf = (text: string) => /^[1-9]\d{0,7}$/.test(text) ? Number(text) : undefined;
const sheetOf = (text: string) => text.length <= SHEET_CHARS ? text : undefined;

function samePersonOf(text: string): "first" | "ask" | undefined {
  const said = text.toLowerCase();
  return said === "first" || said === "ask" ? said : undefined;
}

/** Whether a form's field says yes; undefined where it says neither. */
export function truthOf(text: string): boolean | undefined {
  const said = text.trim().toLowerCase();
  return said === "true" ? true : said === "false" || said === "" ? false : undefined;
}
