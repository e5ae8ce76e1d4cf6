/** What a grid shows: a list of known length, whose rows come when they are wanted. */
export interface GridRows<Row> {
  /** How many rows there are; null until that is known. */
  readonly total: number | null;
  readonly loaded: boolean;
  /** Rises whenever rows have come: reading it in an effect follows them. */
  readonly version: number;
  /** Where the list was scrolled to, for whoever comes back. */
  scrollTop: number;
  /** Row and column of the focus, for the same. */
  place: { row: number; column: number };
  /** The row at a place, if it has come. */
  at(index: number): Row | undefined;
  /** Reads the rows from `start` to before `end`, unless they are there. */
  want(start: number, end: number): void;
  /** Rows to copy. @returns null if they could not be read */
  rows(start: number, end: number): Promise<Row[] | null>;
}
