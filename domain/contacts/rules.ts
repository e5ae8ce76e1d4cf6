/**
 * Every rule about rows, in the order of display: its code, its severity, its texts, and the pure
 * function that detects it. The pages docs/rules.md and /docs show this table.
 */
import type { RowProblem } from "@rollcall/contracts";
import type { Phone } from "./phone.ts";

export type WarningCode =
  | "EMAIL_FROM_OTHER_COLUMN"
  | "PHONE_NOT_UNDERSTOOD"
  | "ROW_TOO_SHORT"
  | "ROW_TOO_LONG"
  | "ROW_READ_TO_FIT"
  | "CHARACTERS_REMOVED"
  | "ERROR_VALUE"
  | "SEVERAL_VALUES"
  | "PLACEHOLDER_VALUE"
  | "VALUE_OF_OTHER_TYPE";

/** What was noticed while a row was read from its file. */
export interface Reading {
  /** values of the row, without trailing empty ones beyond the header */
  cells: number;
  /** columns of the header */
  columns: number;
  /** whether `losesCharacters` is true for any of them */
  charactersLost: boolean;
  /** whether the address comes from a further e-mail column */
  emailFromOther: boolean;
  /** whether any of them was a spreadsheet's error, and is empty now */
  hadError?: boolean;
  /** whether its address or its phone was one of several in one cell */
  hadSeveral?: boolean;
  /** whether it could be read in two ways, and was read in the one that gives the header's values */
  readToFit?: boolean;
  /** whether a value is none of the type that the upload says its column has */
  ofWrongType?: boolean;
}

/** A row as the rules see it. */
export interface SeenRow {
  /** normalised */
  email: string;
  emailIsValid: boolean;
  emailIsTypo: boolean;
  /** whether the address contained invisible characters */
  emailHadInvisible: boolean;
  firstName: string;
  lastName: string;
  phone: Phone;
  /** whether a field says that there is nothing to say */
  hasPlaceholder: boolean;
  reading: Reading | undefined;
}

interface Told<Code extends string> {
  code: Code;
  /** a row with an error is not valid; one with a warning is */
  severity: "error" | "warning";
  /** whether it opens an issue, which must be resolved before the list is created */
  asks: boolean;
  title: string;
  sentence: string;
  /** an example that triggers it */
  example: string;
  /** what to do about it */
  help: string;
}

export type RowRule<Code extends RowProblem | WarningCode> = Told<Code> & {
  about: "row";
  finds: (row: SeenRow) => boolean;
};

export type GroupRule = Told<"DUPLICATE_EMAIL" | "DUPLICATE_DIFFERS"> & {
  about: "rows of one address";
  /** @param identities of the rows, by `identityOf` */
  finds: (identities: ReadonlySet<string>) => boolean;
};

/** A warning about the file, with a count: no row has it. */
export type FileRule = Told<"LINES_LEFT_OUT" | "ENCODING_UNSURE"> & { about: "the file" };

export type Rule = FileRule | RowRule<RowProblem> | RowRule<WarningCode> | GroupRule;

/** Problems of a row, which need a decision. */
export const problemRules: readonly RowRule<RowProblem>[] = [
  {
    code: "MISSING_EMAIL",
    about: "row",
    severity: "error",
    asks: true,
    title: "No e-mail address",
    sentence: "The row has no e-mail address.",
    example: "an empty cell, or one of spaces",
    help: "type the address, or exclude the row",
    finds: ({ email }) => !email,
  },
  {
    code: "INVALID_EMAIL_FORMAT",
    about: "row",
    severity: "error",
    asks: true,
    title: "Invalid e-mail address",
    sentence: "The e-mail address is not valid under the HTML Living Standard, or has no dot in " +
      "its domain.",
    example: "`ann@@example.com`, `ann@example,com`, `Ann <ann@example.com>`",
    help: "take the suggestion where there is one, or type the address",
    finds: ({ email, emailIsValid }) => email !== "" && !emailIsValid,
  },
  {
    code: "EMAIL_TYPO",
    about: "row",
    severity: "warning",
    asks: true,
    title: "Probably a mistyped e-mail address",
    sentence:
      "The e-mail address is valid, but its domain is one typing error away from a well-known one.",
    example: "`ann@gmial.com`, `ann@example.con`",
    help: "take the suggestion, or keep the address as it is",
    finds: ({ emailIsTypo }) => emailIsTypo,
  },
  {
    code: "MISSING_FIRST_NAME",
    about: "row",
    severity: "error",
    asks: true,
    title: "No first name",
    sentence: "The row has no first name.",
    example: "an empty cell, or one of spaces",
    help: "type the name, or keep the row without one",
    finds: ({ firstName }) => !firstName,
  },
  {
    code: "MISSING_LAST_NAME",
    about: "row",
    severity: "error",
    asks: true,
    title: "No last name",
    sentence: "The row has no last name.",
    example: "an empty cell, or a full name of one word",
    help: "type the name, or keep the row without one",
    finds: ({ lastName }) => !lastName,
  },
];

/** The issue about rows that share an address. */
export const duplicateRule: GroupRule = {
  code: "DUPLICATE_EMAIL",
  about: "rows of one address",
  severity: "warning",
  asks: true,
  title: "One e-mail address, different people",
  sentence: "Several rows have the same e-mail address and name different people.",
  example: "`ann@example.com` for Ann Lee of Acme and for Bob Ray",
  help: "choose the row to keep, merge the rows, or keep them all",
  finds: (identities) => identities.size > 1,
};

/** Differing rows of the same person: a warning, or an issue if the upload chose so. */
export const differenceRule: GroupRule = {
  code: "DUPLICATE_DIFFERS",
  about: "rows of one address",
  severity: "warning",
  asks: false,
  title: "Rows of one person differ",
  sentence: "Rows of the same person have different values; the first is kept, and its " +
    "empty fields are filled in from the others.",
  example: "two rows of Ann Lee with two phone numbers",
  help: "look at the rows side by side, and choose another or merge them where that is better",
  finds: (values) => values.size > 1,
};

/** Warnings about a row, which need no decision. */
export const warningRules: readonly RowRule<WarningCode>[] = [
  {
    code: "EMAIL_FROM_OTHER_COLUMN",
    about: "row",
    severity: "warning",
    asks: false,
    title: "E-mail address from another column",
    sentence: "The first e-mail column is empty here; the address is that of the next one filled.",
    example: "`E-mail 1 - Value` empty, `E-mail 2 - Value` filled",
    help: "nothing needs to be done; all the columns are kept",
    finds: ({ reading }) => reading?.emailFromOther ?? false,
  },
  {
    code: "PHONE_NOT_UNDERSTOOD",
    about: "row",
    severity: "warning",
    asks: false,
    title: "Phone number not understood",
    sentence: "The phone number is not valid for its country; it is kept as written.",
    example: "`+49 12`, two numbers run together, or `555` where the region is US",
    help: "name the country of the phone numbers, or correct the number in the file",
    finds: ({ phone }) => !phone.understood,
  },
  {
    code: "ROW_TOO_SHORT",
    about: "row",
    severity: "warning",
    asks: false,
    title: "Fewer values than columns",
    sentence: "The row has fewer values than the header has names; the rest counts as empty.",
    example: "`ann@example.com,Ann` below `email,first_name,last_name`",
    help: "check whether a delimiter is missing in that row",
    finds: ({ reading }) => reading !== undefined && reading.cells < reading.columns,
  },
  {
    code: "ROW_TOO_LONG",
    about: "row",
    severity: "warning",
    asks: false,
    title: "More values than columns",
    sentence: "The row has more values than the header has names; the surplus is kept as extras.",
    example: "`ann@example.com,Ann,Lee,Acme, Ltd.` below four names: a comma without quotes",
    help: "check whether a value that contains a delimiter lacks its quotes",
    finds: ({ reading }) => reading !== undefined && reading.cells > reading.columns,
  },
  {
    code: "ROW_READ_TO_FIT",
    about: "row",
    severity: "warning",
    asks: false,
    title: "Read so that its values fit the columns",
    sentence:
      "The row can be read in two ways: a backslash before a quote may belong to the value " +
      "or not, and a lone CR may end a row or not. It is read in the way that gives as many values " +
      "as the header has names.",
    example: '`"Bob \\"Bobby\\"","Ray"` below two names',
    help: "check whether its values are in the right columns",
    finds: ({ reading }) => reading?.readToFit ?? false,
  },
  {
    code: "CHARACTERS_REMOVED",
    about: "row",
    severity: "warning",
    asks: false,
    title: "Characters that cannot be kept were removed",
    sentence:
      "The row had invisible characters that cannot be kept; they were removed from its values " +
      "or its e-mail address.",
    example: "a NUL, half of an emoji, or a zero-width space inside an address",
    help: "nothing needs to be done; look at the row if the file was damaged",
    finds: ({ reading, emailHadInvisible }) => emailHadInvisible || !!reading?.charactersLost,
  },
  {
    code: "ERROR_VALUE",
    about: "row",
    severity: "warning",
    asks: false,
    title: "A spreadsheet error in place of a value",
    sentence:
      "A cell of the row has a spreadsheet error, or a formula that was never calculated; it " +
      "counts as empty.",
    example: "`#N/A` in place of a name, `#REF!` in place of an address",
    help:
      "open the file in the program that it comes from, correct the formula and upload it again",
    finds: ({ reading }) => !!reading?.hadError,
  },
  {
    code: "SEVERAL_VALUES",
    about: "row",
    severity: "warning",
    asks: false,
    title: "Several addresses or phone numbers in one cell",
    sentence: "A cell had several e-mail addresses or phone numbers: the first is used, the " +
      "others are kept in a column of their own.",
    example: "`ann@example.com; lee@example.org`, or two numbers with a stroke between them",
    help: "nothing needs to be done; choose another address where the first is not the best",
    finds: ({ reading }) => !!reading?.hadSeveral,
  },
  {
    code: "PLACEHOLDER_VALUE",
    about: "row",
    severity: "warning",
    asks: false,
    title: "A placeholder instead of a value",
    sentence:
      "A name, the phone number or the address is a placeholder such as N/A; it is kept as written.",
    example: "`N/A`, `-` or `none` as a name, `test@test.com` as an address",
    help: "check whether the row is a person; if not, remove it from the file",
    finds: ({ hasPlaceholder }) => hasPlaceholder,
  },
  {
    code: "VALUE_OF_OTHER_TYPE",
    about: "row",
    severity: "warning",
    asks: false,
    title: "A value of another type",
    sentence:
      "The upload says that a column holds numbers, dates or one of some choices, and this " +
      "row has a value there that is none; it stays as it is written.",
    example: "`soon` in a column of dates",
    help: "mend the value in the file, or say that the column holds text",
    finds: ({ reading }) => reading?.ofWrongType ?? false,
  },
];

/** Counted by lines of the file. */
export const leftOutRule: FileRule = {
  code: "LINES_LEFT_OUT",
  about: "the file",
  severity: "warning",
  asks: false,
  title: "Lines that are not people",
  sentence: "Lines below the header were ignored because they are not people: repeated headers, " +
    "lines of dashes, totals, copyright notices.",
  example: "`Total: 2` below the last row, or the header again where two files were joined",
  help: "look at the end of the file if people seem to be missing",
};

/** Counted once. */
export const encodingRule: FileRule = {
  code: "ENCODING_UNSURE",
  about: "the file",
  severity: "warning",
  asks: false,
  title: "The encoding is a guess",
  sentence: "The file does not name its encoding, and its words fit more than one.",
  example: "`Jürgen` of an old Mac or of MS-DOS in a file with few such names",
  help:
    "look at names with accents; if they are wrong, upload the file again with the encoding named",
};

export const rules: readonly Rule[] = [
  ...problemRules,
  duplicateRule,
  differenceRule,
  ...warningRules,
  leftOutRule,
  encodingRule,
];

const errors = new Set<RowProblem>(
  problemRules.filter((rule) => rule.severity === "error").map((rule) => rule.code),
);

/**
 * Whether a row with these problems is not valid.
 *
 * ```ts
 * assert.equal(hasError(["INVALID_EMAIL_FORMAT"]), true);
 * assert.equal(hasError(["EMAIL_TYPO"]), false);
 * ```
 */
export function hasError(problems: readonly RowProblem[]): boolean {
  return problems.some((problem) => errors.has(problem));
}
