/** Texts of warnings. The services define the codes; an unknown code is shown as it is. */
import { number } from "../text/words.ts";

type WarningWords = { title: string; one?: string; some: string; sentence: string };

const WARNINGS = new Map<string, WarningWords>(Object.entries({
  ROW_TOO_SHORT: {
    title: "Row too short",
    some: "rows too short",
    sentence: "The row has fewer cells than the header; the missing ones count as empty.",
  },
  ROW_TOO_LONG: {
    title: "Row too long",
    some: "rows too long",
    sentence: "The row has more cells than the header; the surplus is kept under names of its own.",
  },
  ROW_READ_TO_FIT: {
    title: "Read to fit the columns",
    one: "row read to fit the columns",
    some: "rows read to fit the columns",
    sentence:
      "Its quotes or line ends can be read in two ways; this one gives as many values as the header.",
  },
  LINES_LEFT_OUT: {
    title: "Line that is not a person",
    one: "line that is not a person",
    some: "lines that are not people",
    sentence: "Repeated headers, totals and similar lines below the header were ignored.",
  },
  ENCODING_UNSURE: {
    title: "Encoding guessed",
    one: "encoding guessed",
    some: "encodings guessed",
    sentence: "The text fits more than one encoding; check names with accents.",
  },
  EMAIL_FROM_OTHER_COLUMN: {
    title: "E-mail from another column",
    some: "e-mails from another column",
    sentence: "The main e-mail is empty, so the first filled one of the others is used.",
  },
  PHONE_NOT_UNDERSTOOD: {
    title: "Phone not understood",
    some: "phones not understood",
    sentence: "The number is not valid for its country; it is kept as written.",
  },
  DUPLICATE_DIFFERS: {
    title: "Rows of one person differ",
    one: "person whose rows differ",
    some: "people whose rows differ",
    sentence:
      "Rows of the same person have different values; the first row is kept where you have not chosen another.",
  },
  CHARACTERS_REMOVED: {
    title: "Characters removed",
    one: "row with characters removed",
    some: "rows with characters removed",
    sentence: "Characters that cannot be shown or stored were removed from the row.",
  },
  ERROR_VALUE: {
    title: "Error in place of a value",
    one: "row with an error in place of a value",
    some: "rows with errors in place of values",
    sentence: "A cell has a spreadsheet error, such as #N/A; it counts as empty.",
  },
  SEVERAL_VALUES: {
    title: "Several in one cell",
    one: "row with several addresses or phones in one cell",
    some: "rows with several addresses or phones in one cell",
    sentence: "The first address or phone is used; the others are kept in a column of their own.",
  },
  VALUE_OF_OTHER_TYPE: {
    title: "Value of another type",
    one: "row with a value of another type",
    some: "rows with values of another type",
    sentence: "A value is no number, date or choice as its column should have; it stays as it is.",
  },
  PLACEHOLDER_VALUE: {
    title: "Placeholder",
    one: "row with a placeholder",
    some: "rows with placeholders",
    sentence: "A value such as N/A or test@test.com is a placeholder; it is kept as written.",
  },
}));

export function warningTitle(code: string): string {
  return WARNINGS.get(code)?.title ?? sayable(code);
}

export function warningSentence(code: string): string {
  return WARNINGS.get(code)?.sentence ?? "";
}

/** "2 rows too short, 1 phone not understood"; the most frequent first. */
export function warningLine(counts: Record<string, number>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([code, rows]) => {
      const words = WARNINGS.get(code);
      const noun = rows === 1 ? words?.one : words?.some;
      return `${number(rows)} ${noun ?? warningTitle(code).toLowerCase()}`;
    })
    .join(", ");
}

function sayable(code: string): string {
  const words = code.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
