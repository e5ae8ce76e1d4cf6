/**
 * The dedupe service's pure core: all rows of a job in, every question for a person out. The same
 * rows give the same issues with the same numbers. The rows are read twice and none is kept: first
 * all are compared (`compare`), then each row's issues are told in file order (`issuesOf`). What is
 * held of a row is its address and whom it names, neither longer than SHORT_CHARS.
 */
import { createHash } from "node:crypto";
import type {
  FileColumn,
  IssueKind,
  OfferedColumn,
  ParsedRow,
  RowProblem,
} from "@rollcall/contracts";
import {
  duplicateRule,
  emailKey,
  fieldReader,
  identityOf,
  indexFields,
  type NameField,
  problemOfField,
} from "@rollcall/contacts";
import { ColumnOffers } from "./column_offers.ts";

export interface FoundIssue {
  type: IssueKind;
  /** the address as duplicates are told by, row-N where there is none, or file */
  key: string;
  rowIds: number[];
  /** of a question about the whole file: the columns that could be meant; it lists no rows */
  offered?: OfferedColumn[];
}

/** What comparing all rows has found. */
export interface Comparison {
  /** what is asked about the whole file */
  ofFile: FoundIssue[];
  /** row ids of each address whose rows name different people, by the first of them */
  differing: ReadonlyMap<number, number[]>;
  /** rows that repeat an earlier row's address and person */
  repeatedRows: number;
  /** whether any row has an issue: else they need not be read again */
  hasIssues: boolean;
}

/** Rows that share an address. */
interface Group {
  rowIds: number[];
  /** whom the first of them names */
  identity: string;
  /** whom another one names */
  other: string | undefined;
}

/** The key of a question about the whole file: no address is so, and no row. */
const FILE_KEY = "file";

/** A longer text is held as its SHA-256; nothing shorter looks like one. */
const SHORT_CHARS = 64;

/** Compares rows that are given in file order. */
export class Comparer {
  #groups = new Map<string, Group>();
  #hasQuestions = false;
  readonly #offers = new ColumnOffers();
  readonly #ofFile: ReadonlySet<RowProblem>;

  /**
   * @param foldGmail whether addresses that Gmail delivers to one mailbox are one
   * @param askedOnce names that the whole file is asked for: no row is
   */
  constructor(readonly foldGmail: boolean, readonly askedOnce: readonly NameField[] = []) {
    this.#ofFile = new Set(askedOnce.map((field) => problemOfField[field]));
  }

  /** @param columns those of these rows' values */
  compare(firstRowId: number, rows: ParsedRow[], columns: FileColumn[]): void {
    const index = indexFields(columns);
    if (this.askedOnce.length) this.#offers.add(rows, columns);
    rows.forEach((row, i) => {
      const [, , problems, values] = row;
      if (problems.some((problem) => !this.#ofFile.has(problem))) this.#hasQuestions = true;
      else this.#add(keyOf(row, this.foldGmail), firstRowId + i, fieldReader(values, index));
    });
  }

  /** Ends the comparison, and forgets all that it has not found. */
  finish(): Comparison {
    const differing = new Map<number, number[]>();
    let repeatedRows = 0;
    for (const { rowIds, identity, other } of this.#groups.values()) {
      const identities = new Set([identity, other ?? identity]);
      if (duplicateRule.finds(identities)) differing.set(rowIds[0]!, rowIds);
      else repeatedRows += rowIds.length - 1;
    }
    this.#groups = new Map();
    const ofFile = this.#questionsOfFile();
    const hasIssues = this.#hasQuestions || differing.size > 0 || ofFile.length > 0;
    return { ofFile, differing, repeatedRows, hasIssues };
  }

  #questionsOfFile(): FoundIssue[] {
    return this.askedOnce.map((field) => {
      const type = problemOfField[field];
      return { type, key: FILE_KEY, rowIds: [], offered: this.#offers.finish() };
    });
  }

  #add(address: string, rowId: number, read: ReturnType<typeof fieldReader>): void {
    const key = short(address), identity = short(identityOf(read));
    const group = this.#groups.get(key);
    if (!group) {
      this.#groups.set(key, { rowIds: [rowId], identity, other: undefined });
      return;
    }
    group.rowIds.push(rowId);
    if (identity !== group.identity) group.other ??= identity;
  }
}

/** The issues whose first row is among these, in file order; those of the file come before all. */
export function* issuesOf(
  { ofFile, differing }: Comparison,
  firstRowId: number,
  rows: ParsedRow[],
  foldGmail: boolean,
): Generator<FoundIssue> {
  const asked = new Set<IssueKind>(ofFile.map(({ type }) => type));
  if (firstRowId === 1) yield* ofFile;
  for (const [i, row] of rows.entries()) {
    const rowId = firstRowId + i;
    for (const type of row[2]) {
      if (!asked.has(type)) yield { type, key: keyOf(row, foldGmail), rowIds: [rowId] };
    }
    const rowIds = differing.get(rowId);
    if (rowIds) yield { type: "DUPLICATE_EMAIL", key: keyOf(row, foldGmail), rowIds };
  }
}

const keyOf = ([line, email]: ParsedRow, foldGmail: boolean) =>
  email === null ? `row-${line}` : emailKey(email, foldGmail);

/** Stands for a text in comparisons. */
function short(text: string): string {
  if (text.length <= SHORT_CHARS) return text;
  return `sha256 of ${text.length}: ${createHash("sha256").update(text).digest("base64")}`;
}
