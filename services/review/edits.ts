/**
 * The current edits, indexed by issue and by row, so that neither reading one row nor undoing many
 * decisions has to scan all of them.
 */
import { type ByKey, keysOf, type RowValues } from "@rollcall/contracts";

export interface Edit {
  /** the issue; below 0: the change of rows of that number (row_changes.ts) */
  number: number;
  rowId: number;
  values: RowValues;
  /** of a merge: the row that each value was taken from */
  sources?: ByKey<number> | undefined;
  /** the phone in E.164, if the edit has one that is written otherwise */
  phone?: string | undefined;
  /** take_suggestion, if it was suggested */
  rule?: string;
  /** log position of the decision that made it */
  position: number;
}

/** Each list is in chronological order, and is replaced when it changes. */
export interface Edits {
  ofIssue: Map<number, readonly Edit[]>;
  ofRow: Map<number, readonly Edit[]>;
  /** keys of all values that edits ever gave rows: a name that was added once stays known */
  keys: Set<string>;
}

export function noEdits(): Edits {
  return { ofIssue: new Map(), ofRow: new Map(), keys: new Set() };
}

/** A copy that can be changed independently. */
export function copyEdits({ ofIssue, ofRow, keys }: Edits): Edits {
  return { ofIssue: new Map(ofIssue), ofRow: new Map(ofRow), keys: new Set(keys) };
}

export function addEdit(edits: Edits, edit: Edit): void {
  addEdits(edits, edit.number, [edit]);
}

/** Adds edits of one number: a change of rows has many, whose list is not copied for each. */
export function addEdits(
  { ofIssue, ofRow, keys }: Edits,
  number: number,
  made: readonly Edit[],
): void {
  ofIssue.set(number, [...ofIssue.get(number) ?? [], ...made]);
  for (const edit of made) {
    ofRow.set(edit.rowId, [...ofRow.get(edit.rowId) ?? [], edit]);
    for (const key of keysOf(edit.values)) keys.add(key);
  }
}

/** Takes edits of an issue away: all of them, or from the `first` on. */
export function dropEdits(
  { ofIssue, ofRow }: Pick<Edits, "ofIssue" | "ofRow">,
  number: number,
  first = 0,
): void {
  const made = editsOf({ ofIssue }, number);
  const gone = new Set(made.slice(first));
  for (const { rowId } of gone) {
    const left = editsOfRow({ ofRow }, rowId).filter((edit) => !gone.has(edit));
    if (left.length) ofRow.set(rowId, left);
    else ofRow.delete(rowId);
  }
  if (first > 0 && made.length) ofIssue.set(number, made.slice(0, first));
  else ofIssue.delete(number);
}

/** The edits of an issue's decisions, or of a change of rows. */
export function editsOf({ ofIssue }: Pick<Edits, "ofIssue">, number: number): readonly Edit[] {
  return ofIssue.get(number) ?? [];
}

/** The edits of a row; later ones win. */
export function editsOfRow({ ofRow }: Pick<Edits, "ofRow">, rowId: number): readonly Edit[] {
  return ofRow.get(rowId) ?? [];
}
