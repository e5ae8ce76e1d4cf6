/** Editing a cell of a grid: what a list says about its cells, and what is typed into one. */

/** What is worth saying about a typed value, and whether it would be refused. */
export interface CellNote {
  refused: boolean;
  text: string;
}

export interface Editable<Row> {
  /** Tells rows apart, whatever version of them has come. */
  idOf: (row: Row) => number;
  /** Whether the cells of a column can be edited. */
  isEditable: (key: string) => boolean;
  /** What is to be said of a value while it is typed; null where it is fine. */
  check: (edit: CellEdit<Row>, signal: AbortSignal) => Promise<CellNote | null>;
  /** Saves a value. @returns why it is refused, or null */
  save: (edit: CellEdit<Row>) => Promise<string | null>;
}

export interface CellEdit<Row> {
  row: Row;
  key: string;
  was: string;
  value: string;
}

/** A cell that is open for typing. */
export interface CellEditing<Row> {
  row: Row;
  key: string;
  was: string;
  /** what was typed to open it */
  typed: string | undefined;
}
