/**
 * The dedupe service's pure core: all rows of a job in, every question for a person out. The same
 * rows give the same issues with the same numbers. The rows are read twice and none is kept: first
 * all are compared (`compare`), then each row's issues are told in file order (`issuesOf`). What is
 * held of a row is its address and whom it names, neither longer than SHORT_CHARS.
 */
import { createHash } from "node:crypto";
import type { IssueKind, ParsedRow } from "@rollcall/contracts";
import {
  duplicateRule,
  emailKey,
  type FieldIndex,
  fieldReader,
  identityOf,
} from "@rollcall/contacts";

export interface FoundIssue {
  type: IssueKind;
  /** the address as duplicates are told by, or row-N where there is none */
  key: string;
  rowIds: number[];
}

/** What comparing all rows has found. */
export interface Comparison {
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

/** A longer text is held as its SHA-256; nothing shorter looks like one. */
const SHORT_CHARS = 64;

/** Compares rows that are given in file order. */
export class Comparer {
  #groups = new Map<string, Group>();
  #hasQuestions = false;

  /** @param foldGmail whether addresses that Gmail delivers to one mailbox are one */
  constructor(readonly foldGmail: boolean) {}

  /** @param index where the fields stand in these rows' values */
  compare(firstRowId: number, rows: ParsedRow[], index: FieldIndex): void {
    rows.forEach((row, i) => {
      const [, , problems, values] = row;
      if (problems.length) this.#hasQuestions = true;
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
    return { differing, repeatedRows, hasIssues: this.#hasQuestions || differing.size > 0 };
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

/** The issues whose first row is among these, in file order. */
export function* issuesOf(
  { differing }: Comparison,
  firstRowId: number,
  rows: ParsedRow[],
  foldGmail: boolean,
): Generator<FoundIssue> {
  for (const [i, row] of rows.entries()) {
    const rowId = firstRowId + i;
    for (const type of row[2]) yield { type, key: keyOf(row, foldGmail), rowIds: [rowId] };
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
