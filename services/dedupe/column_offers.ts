/**
 * Candidate columns for a field that the file lacks: the unknown columns, each with the number of
 * rows that have a value and a few samples, by which the user recognises the right one.
 */
import { cellsOf, type FileColumn, type OfferedColumn, type ParsedRow } from "@rollcall/contracts";
import { trimText } from "@rollcall/contacts";

/** Columns offered; any other can still be chosen by name. */
const OFFERED_COLUMNS = 100;
/** Distinct sample values per column, and the characters shown of each. */
const SAMPLES = 3;
const SAMPLE_CHARS = 80;

/** Collects rows in file order, then returns the candidates. */
export class ColumnOffers {
  readonly #columns = new Map<number, { filled: number; samples: Set<string> }>();

  add(rows: readonly ParsedRow[], columns: readonly FileColumn[]): void {
    columns.forEach((column, place) => {
      if (isUnknown(column)) this.#look(rows, place);
    });
  }

  /** In file order, without columns that are empty in every row. */
  finish(): OfferedColumn[] {
    return [...this.#columns]
      .sort(([a], [b]) => a - b)
      .slice(0, OFFERED_COLUMNS)
      .map(([place, { filled, samples }]) => ({ place, filled, samples: [...samples] }));
  }

  #look(rows: readonly ParsedRow[], place: number): void {
    for (const row of rows) {
      const text = trimText(cellsOf(row)[place] ?? "");
      if (!text) continue;
      const column = this.#columns.get(place) ?? { filled: 0, samples: new Set() };
      this.#columns.set(place, column);
      column.filled++;
      if (column.samples.size < SAMPLES) column.samples.add(shortened(text));
    }
  }
}

const isUnknown = ({ field, role }: FileColumn) => field === null && role === undefined;

/** Without splitting a character. */
function shortened(text: string): string {
  if (text.length <= SAMPLE_CHARS) return text;
  const cut = text.slice(0, SAMPLE_CHARS);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
