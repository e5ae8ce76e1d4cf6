/**
 * The dedupe service's pure core: all rows of a job in, all issues out. The same rows give the same
 * issues with the same numbers. The rows are streamed twice: first all are compared (`compare`),
 * then each row's issues are generated in file order (`issuesOf`), followed by differences between
 * rows of one person (differences.ts). Some 70 bytes per row are kept: fingerprints of its address
 * and identity, and its number.
 */
import {
  cellsOf,
  emailOf,
  type FileColumn,
  type IssueKind,
  lineOf,
  type OfferedColumn,
  type ParsedRow,
  problemsOf,
  type RowProblem,
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
import { grown, TextSet } from "./text_set.ts";

export interface FoundIssue {
  type: IssueKind;
  /** the key by which duplicates are found, row-N without an address, or file */
  key: string;
  rowIds: number[];
  /** of an issue about the whole file, which lists no rows: the candidate columns */
  offered?: OfferedColumn[];
  /** resolved by default: the first row is used until a decision says otherwise */
  told?: true;
}

/** The result of comparing all rows. */
export interface Comparison {
  /** issues about the whole file */
  ofFile: FoundIssue[];
  /** the first row of each address whose rows name different people */
  differing: ReadonlySet<number>;
  /** by row id: the next row of its address; undefined or 0 if there is none */
  next: Uint32Array;
  /** rows that repeat an earlier row's address and person */
  repeatedRows: number;
  /** by row id: the first row of its address and person, if repeated; else undefined or 0 */
  repeated: Uint32Array;
  /** whether any row has an issue; if not, they need not be read again */
  hasIssues: boolean;
}

/** The key of an issue about the whole file, distinct from any address or row-N. */
const FILE_KEY = "file";

/** Numbers stored per address. */
const GROUP_NUMBERS = 4;

/** Compares rows in file order. Uses typed arrays, since an object per row would cost more. */
export class Comparer {
  readonly #addresses = new TextSet();
  /** the rows' identities */
  readonly #people = new TextSet();
  /**
   * by the address's index: first row, last row, number of further rows, identity of the first row
   */
  #groups = new Uint32Array(1_024 * GROUP_NUMBERS);
  #next = new Uint32Array(1_024);
  readonly #differing = new Set<number>();
  #hasRowIssues = false;
  readonly #offers = new ColumnOffers();
  readonly #ofFile: ReadonlySet<RowProblem>;

  /**
   * @param foldGmail whether addresses that Gmail delivers to one mailbox count as one
   * @param askedOnce name fields with an issue for the whole file instead of per row
   */
  constructor(readonly foldGmail: boolean, readonly askedOnce: readonly NameField[] = []) {
    this.#ofFile = new Set(askedOnce.map((field) => problemOfField[field]));
  }

  /** @param columns those of these rows' values */
  compare(firstRowId: number, rows: ParsedRow[], columns: FileColumn[]): void {
    const index = indexFields(columns);
    if (this.askedOnce.length) this.#offers.add(rows, columns);
    rows.forEach((row, i) => {
      if (problemsOf(row).some((problem) => !this.#ofFile.has(problem))) this.#hasRowIssues = true;
      else {
        const person = this.#people.add(identityOf(fieldReader(cellsOf(row), index)));
        this.#add(this.#addresses.add(keyOf(row, this.foldGmail)), firstRowId + i, person);
      }
    });
  }

  finish(): Comparison {
    let repeatedRows = 0;
    const repeated = new Uint32Array(this.#next.length);
    for (let place = 0; place < this.#addresses.size; place++) {
      const group = this.#group(place), first = group[0], repeats = group[2];
      if (!repeats || this.#differing.has(first!)) continue;
      repeatedRows += repeats;
      for (let id = first!; id; id = this.#next[id] ?? 0) repeated[id] = first!;
    }
    const ofFile = this.#issuesOfFile();
    const hasIssues = this.#hasRowIssues || this.#differing.size > 0 || ofFile.length > 0;
    return {
      ofFile,
      differing: this.#differing,
      next: this.#next,
      repeatedRows,
      repeated,
      hasIssues,
    };
  }

  #issuesOfFile(): FoundIssue[] {
    return this.askedOnce.map((field) => {
      const type = problemOfField[field];
      return { type, key: FILE_KEY, rowIds: [], offered: this.#offers.finish() };
    });
  }

  #add(place: number, rowId: number, person: number): void {
    while ((place + 1) * GROUP_NUMBERS > this.#groups.length) this.#groups = grown(this.#groups);
    const group = this.#group(place);
    const [first, last, repeats, firstPerson] = group;
    if (!first) {
      group.set([rowId, rowId, 0, person]);
      return;
    }
    while (rowId >= this.#next.length) this.#next = grown(this.#next);
    this.#next[last!] = rowId;
    group.set([rowId, repeats! + 1], 1);
    if (duplicateRule.finds(new Set([`${firstPerson}`, `${person}`]))) this.#differing.add(first);
  }

  #group(place: number): Uint32Array {
    return this.#groups.subarray(place * GROUP_NUMBERS, (place + 1) * GROUP_NUMBERS);
  }
}

/** The issues whose first row is among these, in file order; those about the file come first. */
export function* issuesOf(
  found: Comparison,
  firstRowId: number,
  rows: ParsedRow[],
  foldGmail: boolean,
): Generator<FoundIssue> {
  const asked = new Set<IssueKind>(found.ofFile.map(({ type }) => type));
  if (firstRowId === 1) yield* found.ofFile;
  for (const [i, row] of rows.entries()) {
    const rowId = firstRowId + i;
    for (const type of problemsOf(row)) {
      if (!asked.has(type)) yield { type, key: keyOf(row, foldGmail), rowIds: [rowId] };
    }
    if (!found.differing.has(rowId)) continue;
    const rowIds = rowIdsFrom(rowId, found);
    yield { type: "DUPLICATE_EMAIL", key: keyOf(row, foldGmail), rowIds };
  }
}

/** A row and the later ones that share its address. */
export function rowIdsFrom(first: number, { next }: Comparison): number[] {
  const rowIds: number[] = [];
  for (let id = first; id; id = next[id] ?? 0) rowIds.push(id);
  return rowIds;
}

/** The key by which a row's duplicates are found, or row-N. */
export function keyOf(row: ParsedRow, foldGmail: boolean): string {
  const email = emailOf(row);
  return email === null ? `row-${lineOf(row)}` : emailKey(email, foldGmail);
}
