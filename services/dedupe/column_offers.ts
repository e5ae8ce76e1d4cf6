/**
 * The columns that could be the field that a file lacks: those that nobody knows, each with how many
 * rows have a value in it and a few of these. A person sees by them which one is meant.
 */
import type { FileColumn, OfferedColumn, ParsedRow } from "@rollcall/contracts";
import { trimText } from "@rollcall/contacts";

/** Columns that are offered; any other can be named all the same. */
const OFFERED_COLUMNS = 100;
/** Values of each that differ, and the characters of each that are shown. */
const SAMPLES = 3;
const SAMPLE_CHARS = 80;

/** Takes rows in file order, then tells what can be offered. */
export class ColumnOffers {
  readonly #columns = new Map<number, { filled: number; samples: Set<string> }>();

  add(rows: readonly ParsedRow[], columns: readonly FileColumn[]): void {
    columns.forEach((column, place) => {
      if (isUnknown(column)) this.#look(rows, place);
    });
  }

  /** In file order; a column that is empty in every row can be none. */
  finish(): OfferedColumn[] {
    return [...this.#columns]
      .sort(([a], [b]) => a - b)
      .slice(0, OFFERED_COLUMNS)
      .map(([place, { filled, samples }]) => ({ place, filled, samples: [...samples] }));
  }

  #look(rows: readonly ParsedRow[], place: number): void {
    for (const [, , , values] of rows) {
      const text = trimText(values[place] ?? "");
      if (!text) continue;
      const column = this.#columns.get(place) ?? { filled: 0, samples: new Set() };
      this.#columns.set(place, column);
      column.filled++;
      if (column.samples.size < SAMPLES) column.samples.add(shortened(text));
    }
  }
}

const isUnknown = ({ field, role }: FileColumn) => field === null && role === undefined;

/** No letter is cut in two. */
function shortened(text: string): string {
  if (text.length <= SAMPLE_CHARS) return text;
  const cut = text.slice(0, SAMPLE_CHARS);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
