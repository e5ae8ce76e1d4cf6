/** Texts of warnings. The services define the codes; an unknown code is shown as it is. */
import { m } from "../paraglide/messages.js";
import { number } from "../text/words.ts";

type WarningWords = { title: string; counted: (rows: { n: number }) => string; sentence: string };

const WARNINGS = new Map<string, WarningWords>(Object.entries({
  ROW_TOO_SHORT: {
    title: m.rows_warning_too_short(),
    counted: m.rows_warning_too_short_n,
    sentence: m.rows_warning_too_short_why(),
  },
  ROW_TOO_LONG: {
    title: m.rows_warning_too_long(),
    counted: m.rows_warning_too_long_n,
    sentence: m.rows_warning_too_long_why(),
  },
  ROW_READ_TO_FIT: {
    title: m.rows_warning_to_fit(),
    counted: m.rows_warning_to_fit_n,
    sentence: m.rows_warning_to_fit_why(),
  },
  LINES_LEFT_OUT: {
    title: m.rows_warning_not_a_person(),
    counted: m.rows_warning_not_a_person_n,
    sentence: m.rows_warning_not_a_person_why(),
  },
  ENCODING_UNSURE: {
    title: m.rows_warning_encoding(),
    counted: m.rows_warning_encoding_n,
    sentence: m.rows_warning_encoding_why(),
  },
  EMAIL_FROM_OTHER_COLUMN: {
    title: m.rows_warning_other_email(),
    counted: m.rows_warning_other_email_n,
    sentence: m.rows_warning_other_email_why(),
  },
  PHONE_NOT_UNDERSTOOD: {
    title: m.rows_warning_phone(),
    counted: m.rows_warning_phone_n,
    sentence: m.rows_warning_phone_why(),
  },
  DUPLICATE_DIFFERS: {
    title: m.rows_warning_differs(),
    counted: m.rows_warning_differs_n,
    sentence: m.rows_warning_differs_why(),
  },
  CHARACTERS_REMOVED: {
    title: m.rows_warning_characters(),
    counted: m.rows_warning_characters_n,
    sentence: m.rows_warning_characters_why(),
  },
  ERROR_VALUE: {
    title: m.rows_warning_error(),
    counted: m.rows_warning_error_n,
    sentence: m.rows_warning_error_why(),
  },
  SEVERAL_VALUES: {
    title: m.rows_warning_several(),
    counted: m.rows_warning_several_n,
    sentence: m.rows_warning_several_why(),
  },
  VALUE_OF_OTHER_TYPE: {
    title: m.rows_warning_type(),
    counted: m.rows_warning_type_n,
    sentence: m.rows_warning_type_why(),
  },
  PLACEHOLDER_VALUE: {
    title: m.rows_warning_placeholder(),
    counted: m.rows_warning_placeholder_n,
    sentence: m.rows_warning_placeholder_why(),
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
      return words?.counted({ n: rows }) ?? `${number(rows)} ${warningTitle(code).toLowerCase()}`;
    })
    .join(", ");
}

function sayable(code: string): string {
  const words = code.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
