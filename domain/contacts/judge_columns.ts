/**
 * Whether a mapping is plausible, by what the first rows have in each column: how many of its values
 * are what the column is taken for, and what looks wrong about that.
 */
import { cellsOf, emailOf, type FileColumn, notesOf, type ParsedRow } from "@rollcall/contracts";
import type { MappingField } from "@rollcall/contracts/fields";
import type { ColumnType, MappedColumns } from "./columns.ts";
import { isOfType } from "./column_types.ts";
import { isValidEmail, normalizeEmail } from "./email.ts";
import { namesSeemSwapped } from "./swapped_names.ts";
import { isPlaceholder } from "./no_value.ts";
import { regionOf } from "./region.ts";
import { fieldReader, indexFields } from "./row.ts";
import { trimText } from "./text.ts";

export interface JudgedColumn {
  /** rows that have a value in it */
  filled: number;
  /** of these, values that are what the column is taken for; null where it may hold anything */
  valid: number | null;
  /** why the mapping is implausible, if it is */
  doubt: ColumnDoubt | null;
}

export interface ColumnDoubt {
  code: "FEW_VALID" | "NO_VALUES" | "NAMES_SWAPPED";
  message: string;
}

/** Fewer values tell nothing. */
const MIN_FILLED = 3;
/** Of the values of a column, those that are at least what it is taken for. */
const MIN_SHARE = 0.5;
/** Digits of a phone number at least, and characters of a name at most. */
const PHONE_DIGITS = 5, NAME_CHARS = 80;

/**
 * Judges each column by rows that were made with it.
 *
 * ```ts
 * const columns = ["email", "phone"].map((field) => ({ header: field, name: field, field }));
 * const row = (line, phone) => [line, "", [], ["ann@example.com", phone]];
 * const rows = [row(2, "Berlin"), row(3, "Rome"), row(4, "+44 20 7946 0018")];
 * const [email, phone] = judgeColumns({ columns, types: new Map() }, rows);
 * assert.deepEqual([email.valid, phone.valid, phone.doubt.code], [3, 1, "FEW_VALID"]);
 * ```
 */
export function judgeColumns(
  { columns, types }: Pick<MappedColumns, "columns" | "types">,
  rows: readonly ParsedRow[],
): JudgedColumn[] {
  const swapped = swappedNames(columns, rows);
  return columns.map((column, place) => {
    const type = types.get(place);
    const is = type ? (value: string) => isOfType(value, type) : measureOf(column);
    const values = rows.flatMap((row) => {
      const value = trimText(cellsOf(row)[place] ?? "");
      const warnings = notesOf(row)?.warnings ?? [];
      // What another column has lent is not its own.
      const isLent = column.field === "email" && warnings.includes("EMAIL_FROM_OTHER_COLUMN");
      return value && !isLent ? [{ value, warnings }] : [];
    });
    const filled = values.length;
    const valid = is ? values.filter(({ value, warnings }) => is(value, warnings)).length : null;
    const isName = column.field === "first_name" || column.field === "last_name";
    const doubt = doubtOf({ column, type, filled, valid, rows: rows.length }) ??
      (isName ? swapped : null);
    return { filled, valid, doubt };
  });
}

interface Counted {
  column: FileColumn;
  type: ColumnType | undefined;
  filled: number;
  valid: number | null;
  rows: number;
}

function doubtOf({ column, type, filled, valid, rows }: Counted): ColumnDoubt | null {
  const what = type?.type ? nounsOfTypes[type.type] : nounOf(column);
  if (what === undefined || column.how === "split") return null;
  if (filled === 0 && rows >= MIN_FILLED && column.field !== null) {
    const message = `None of the first ${rows} rows has a value in it.`;
    return { code: "NO_VALUES", message };
  }
  if (valid === null || filled < MIN_FILLED || valid >= MIN_SHARE * filled) return null;
  const share = Math.round(100 * valid / filled);
  const seen = valid === 0
    ? `None of the ${filled} values that were looked at`
    : `Only ${share} % of the ${filled} values that were looked at`;
  const are = valid === 0 ? "is" : "are";
  const message = `${seen} ${are} ${valid === 0 ? what.one : what.some}. Is this the right ${
    type ? "type" : "column"
  }?`;
  return { code: "FEW_VALID", message };
}

/** `warnings` are those of the row that has the value. */
type Measure = (value: string, warnings: readonly string[]) => boolean;

function measureOf({ field, role }: FileColumn): Measure | undefined {
  switch (field ?? role) {
    case "email":
    case "other_email":
      return (value) => isValidEmail(normalizeEmail(value));
    case "phone":
      // The row has read it, by the country that it names or the file's.
      return (value, warnings) =>
        hasDigits(value, PHONE_DIGITS) && !warnings.includes("PHONE_NOT_UNDERSTOOD");
    case "first_name":
    case "last_name":
    case "full_name":
      return isName;
    case "company":
    case "job_title":
      return isTitle;
    case "country":
      return (value) => regionOf(value) !== undefined;
    default:
      return undefined;
  }
}

const isName = (value: string) =>
  value.length <= NAME_CHARS && isTitle(value) && !hasDigits(value, 3);

/** A company or a job: anything in words that is no address. */
const isTitle = (value: string) =>
  /\p{L}/u.test(value) && !isPlaceholder(value) && !isValidEmail(normalizeEmail(value));

const hasDigits = (value: string, least: number) => (value.match(/\p{Nd}/gu)?.length ?? 0) >= least;

interface Noun {
  one: string;
  some: string;
}

const nouns = new Map<string, Noun>(Object.entries<Noun>(
  {
    email: { one: "an e-mail address", some: "e-mail addresses" },
    other_email: { one: "an e-mail address", some: "e-mail addresses" },
    phone: { one: "a phone number", some: "phone numbers" },
    first_name: { one: "a name", some: "names" },
    last_name: { one: "a name", some: "names" },
    full_name: { one: "a name", some: "names" },
    company: { one: "a company's name", some: "names of companies" },
    job_title: { one: "a job title", some: "job titles" },
    country: { one: "a country", some: "countries" },
  } satisfies Record<MappingField | "other_email", Noun>,
));

const nounsOfTypes: Record<NonNullable<ColumnType["type"]>, Noun> = {
  text: { one: "a text", some: "texts" },
  number: { one: "a number", some: "numbers" },
  date: { one: "a date", some: "dates" },
  choice: { one: "one of the choices", some: "among the choices" },
};

const nounOf = ({ field, role }: FileColumn): Noun | undefined => nouns.get(field ?? role ?? "");

/** Rows show it by how people's addresses are made of their names. */
function swappedNames(columns: FileColumn[], rows: readonly ParsedRow[]): ColumnDoubt | null {
  const index = indexFields(columns);
  // The halves of a name that was split here are as the split has them.
  const isOwn = ({ field, how }: FileColumn) =>
    (field === "first_name" || field === "last_name") && how !== "split";
  if (columns.filter(isOwn).length < 2) return null;
  const people = rows.map((row) => {
    const read = fieldReader(cellsOf(row), index);
    return { first: read("first_name"), last: read("last_name"), email: emailOf(row) ?? "" };
  });
  const { swapped, told } = namesSeemSwapped(people);
  if (!swapped) return null;
  const message = `First and last names look swapped: of ${told} addresses that tell, ` +
    `${swapped} are made the other way round.`;
  return { code: "NAMES_SWAPPED", message };
}
