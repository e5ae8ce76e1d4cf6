/**
 * The dedupe service's pure core: all rows of a job in, every question for a person out. The same
 * rows give the same issues with the same numbers.
 */
import type { IssueKind, ParsedRow, RowProblem } from "@rollcall/contracts";
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

export interface Findings {
  /** in the order of their first row */
  issues: FoundIssue[];
  /** rows that repeat an earlier row's address and person */
  repeatedRows: number;
}

/** Rows that share an address; of the first only what an identity needs, until a second comes. */
interface Group {
  rowIds: number[];
  identities: Set<string>;
}

interface Single {
  rowId: number;
  values: string[];
  index: FieldIndex;
}

/** Takes rows in file order, then tells what was found. */
export class IssueFinder {
  #issues: FoundIssue[] = [];
  #singles = new Map<string, Single>();
  #groups = new Map<string, Group>();

  /** @param foldGmail whether addresses that Gmail delivers to one mailbox are one */
  constructor(readonly foldGmail: boolean) {}

  /** @param index where the fields stand in these rows' values */
  add(firstRowId: number, rows: ParsedRow[], index: FieldIndex): void {
    rows.forEach(([line, email, problems, values], i) => {
      const rowId = firstRowId + i;
      const key = email === null ? `row-${line}` : emailKey(email, this.foldGmail);
      if (problems.length) this.#question(rowId, key, problems);
      else this.#compare(key, { rowId, values, index });
    });
  }

  finish(): Findings {
    let repeatedRows = 0;
    for (const [key, { rowIds, identities }] of this.#groups) {
      if (duplicateRule.finds(identities)) {
        this.#issues.push({ type: "DUPLICATE_EMAIL", key, rowIds });
      } else repeatedRows += rowIds.length - 1;
    }
    this.#issues.sort((a, b) => a.rowIds[0]! - b.rowIds[0]!);
    return { issues: this.#issues, repeatedRows };
  }

  #question(rowId: number, key: string, problems: RowProblem[]): void {
    for (const type of problems) this.#issues.push({ type, key, rowIds: [rowId] });
  }

  #compare(key: string, row: Single): void {
    const first = this.#singles.get(key);
    if (!first) {
      this.#singles.set(key, row);
      return;
    }
    let group = this.#groups.get(key);
    if (!group) {
      group = { rowIds: [first.rowId], identities: new Set([identity(first)]) };
      this.#groups.set(key, group);
    }
    group.rowIds.push(row.rowId);
    group.identities.add(identity(row));
  }
}

const identity = ({ values, index }: Single) => identityOf(fieldReader(values, index));
