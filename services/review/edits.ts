/**
 * The edits that hold, found by the issue whose decision made them and by their row, so that neither
 * a look at one row nor an undo of many decisions goes through all of them.
 */
import type { Edit } from "./review.ts";

/** Each list is in the order in which the edits were made, and replaced where it changes. */
export interface Edits {
  ofIssue: Map<number, readonly Edit[]>;
  ofRow: Map<number, readonly Edit[]>;
}

export function noEdits(): Edits {
  return { ofIssue: new Map(), ofRow: new Map() };
}

/** A copy that can be changed without touching the original. */
export function copyEdits({ ofIssue, ofRow }: Edits): Edits {
  return { ofIssue: new Map(ofIssue), ofRow: new Map(ofRow) };
}

export function addEdit({ ofIssue, ofRow }: Edits, edit: Edit): void {
  ofIssue.set(edit.number, [...ofIssue.get(edit.number) ?? [], edit]);
  ofRow.set(edit.rowId, [...ofRow.get(edit.rowId) ?? [], edit]);
}

/** Takes an issue's edits away. */
export function dropEdits({ ofIssue, ofRow }: Edits, number: number): void {
  for (const { rowId } of editsOf({ ofIssue }, number)) {
    const left = editsOfRow({ ofRow }, rowId).filter((edit) => edit.number !== number);
    if (left.length) ofRow.set(rowId, left);
    else ofRow.delete(rowId);
  }
  ofIssue.delete(number);
}

/** Those that an issue's decisions made. */
export function editsOf({ ofIssue }: Pick<Edits, "ofIssue">, number: number): readonly Edit[] {
  return ofIssue.get(number) ?? [];
}

/** Those that are laid over a row; a later one wins. */
export function editsOfRow({ ofRow }: Pick<Edits, "ofRow">, rowId: number): readonly Edit[] {
  return ofRow.get(rowId) ?? [];
}
