/**
 * Every rule about rows, in the order in which people see them: its code, how grave it is, how it is
 * said, and the pure function that finds it. The pages docs/rules.md and /docs show this table.
 */
import type { IssueKind, RowProblem } from "@rollcall/contracts";
import type { Phone } from "./phone.ts";

export type WarningCode =
  | "EMAIL_FROM_OTHER_COLUMN"
  | "PHONE_NOT_UNDERSTOOD"
  | "ROW_TOO_SHORT"
  | "ROW_TOO_LONG"
  | "CHARACTERS_REMOVED";

/** What was noticed while a row was read from its file. */
export interface Reading {
  /** values that the row has, the empty ones at its end not counted where the header has no more */
  cells: number;
  /** names that the header has */
  columns: number;
  /** whether `losesCharacters` says so of any of them */
  charactersLost: boolean;
  /** whether the address comes from a further e-mail column */
  emailFromOther: boolean;
}

/** A row as the rules see it. */
export interface SeenRow {
  /** normalised */
  email: string;
  emailIsValid: boolean;
  emailIsTypo: boolean;
  /** whether something that does not show stood inside the address */
  emailHadInvisible: boolean;
  firstName: string;
  lastName: string;
  phone: Phone;
  reading: Reading | undefined;
}

interface Told<Code extends IssueKind | WarningCode> {
  code: Code;
  /** a row with an error is not valid; one with a warning is */
  severity: "error" | "warning";
  /** whether a person is asked, and the list waits for the answer */
  asks: boolean;
  title: string;
  sentence: string;
  /** what brings it about */
  example: string;
  /** what helps */
  help: string;
}

export type RowRule<Code extends RowProblem | WarningCode> = Told<Code> & {
  about: "row";
  finds: (row: SeenRow) => boolean;
};

export type GroupRule = Told<"DUPLICATE_EMAIL" | "DUPLICATE_DIFFERS"> & {
  about: "rows of one address";
  /** @param identities whom the rows name, by `identityOf` */
  finds: (identities: ReadonlySet<string>) => boolean;
};

export type Rule = RowRule<RowProblem> | RowRule<WarningCode> | GroupRule;

/** What is asked about a row. */
export const problemRules: readonly RowRule<RowProblem>[] = [
  {
    code: "MISSING_EMAIL",
    about: "row",
    severity: "error",
    asks: true,
    title: "No e-mail address",
    sentence: "The row has no e-mail address.",
    example: "an empty cell, or one of spaces",
    help: "type the address, or leave the row out",
    finds: ({ email }) => !email,
  },
  {
    code: "INVALID_EMAIL_FORMAT",
    about: "row",
    severity: "error",
    asks: true,
    title: "Invalid e-mail address",
    sentence: "The e-mail address is none that the HTML Living Standard takes, or has no dot in " +
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
    sentence: "The e-mail address is valid, but its domain is one slip away from a well-known one.",
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

/** What is asked about rows that share an address. */
export const duplicateRule: GroupRule = {
  code: "DUPLICATE_EMAIL",
  about: "rows of one address",
  severity: "warning",
  asks: true,
  title: "One e-mail address, different people",
  sentence: "Several rows have the same e-mail address and name different people.",
  example: "`ann@example.com` for Ann Lee of Acme and for Bob Ray",
  help: "choose the row that stands, merge them, or keep them all",
  finds: (identities) => identities.size > 1,
};

/** What is told about rows that name the same person; asked only where the upload wished so. */
export const differenceRule: GroupRule = {
  code: "DUPLICATE_DIFFERS",
  about: "rows of one address",
  severity: "warning",
  asks: false,
  title: "Rows of one person differ",
  sentence: "Rows of the same person have different values; the first stands, and has what it " +
    "lacks from the others.",
  example: "two rows of Ann Lee with two phone numbers",
  help: "look at the rows side by side, and choose another or merge them where that is better",
  finds: (values) => values.size > 1,
};

/** What is told about a row and asks nothing. */
export const warningRules: readonly RowRule<WarningCode>[] = [
  {
    code: "EMAIL_FROM_OTHER_COLUMN",
    about: "row",
    severity: "warning",
    asks: false,
    title: "E-mail address from a further column",
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
    sentence: "The phone number is none that its country could have; it stays as it is written.",
    example: "`+49 12`, two numbers in one cell, or `555` where the region is US",
    help: "state the region where the numbers are at home, or mend the number in the file",
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
    help: "look whether a delimiter is missing on that line",
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
    help: "look whether a value with a delimiter in it lacks its quotes",
    finds: ({ reading }) => reading !== undefined && reading.cells > reading.columns,
  },
  {
    code: "CHARACTERS_REMOVED",
    about: "row",
    severity: "warning",
    asks: false,
    title: "Characters that nothing can hold were removed",
    sentence:
      "The row had characters that do not show and cannot be kept: they were taken out of " +
      "its values or its e-mail address.",
    example: "a NUL, half of an emoji, or a zero-width space inside an address",
    help: "nothing needs to be done; look at the row if the file was damaged",
    finds: ({ reading, emailHadInvisible }) => emailHadInvisible || !!reading?.charactersLost,
  },
];

export const rules: readonly Rule[] = [
  ...problemRules,
  duplicateRule,
  differenceRule,
  ...warningRules,
];

const errors = new Set<RowProblem>(
  problemRules.filter((rule) => rule.severity === "error").map((rule) => rule.code),
);

/** Whether a row with these problems is not valid. */
export function hasError(problems: readonly RowProblem[]): boolean {
  return problems.some((problem) => errors.has(problem));
}
