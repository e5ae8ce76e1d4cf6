/**
 * What was noticed about a row and asks nothing. The list of all codes is the services'; one that
 * is not here is told by its own words.
 */
import { number } from "../text/words.ts";

type WarningWords = { title: string; one?: string; some: string; sentence: string };

const WARNINGS = new Map<string, WarningWords>(Object.entries({
  ROW_TOO_SHORT: {
    title: "Row too short",
    some: "rows too short",
    sentence: "The row has fewer cells than the header; the missing ones are taken as empty.",
  },
  ROW_TOO_LONG: {
    title: "Row too long",
    some: "rows too long",
    sentence: "The row has more cells than the header; the surplus is kept under names of its own.",
  },
  EMAIL_FROM_OTHER_COLUMN: {
    title: "E-mail from another column",
    some: "e-mails from another column",
    sentence: "The main e-mail is empty, so the first filled one of the others is used.",
  },
  PHONE_NOT_UNDERSTOOD: {
    title: "Phone not understood",
    some: "phones not understood",
    sentence: "The number could not be told to be one of a known country; it is kept as it is.",
  },
  DUPLICATE_DIFFERS: {
    title: "Rows of one person differ",
    one: "person whose rows differ",
    some: "people whose rows differ",
    sentence: "Rows of the same person say different things; the first stands unless you choose.",
  },
  CHARACTERS_REMOVED: {
    title: "Characters removed",
    one: "row with characters removed",
    some: "rows with characters removed",
    sentence: "Characters that cannot be shown or stored were removed from the row.",
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
