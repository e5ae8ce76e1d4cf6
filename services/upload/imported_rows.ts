/** The first rows as they would be imported, and what they say of the mapping. */
import {
  fieldsWithoutColumn,
  filePlaces,
  isOurList,
  judgeColumns,
  type JudgedColumn,
  type MappedColumns,
  RowConverter,
} from "@rollcall/contacts";
import type { FileColumn, ParsedRow } from "@rollcall/contracts";
import type { Table } from "@rollcall/tables";

/** Rows that are read between two turns. */
const SLICE_ROWS = 50;

export interface ImportedRows {
  /** up to the first that would fail the file */
  rows: ParsedRow[];
  /** of the rows' values */
  columns: FileColumn[];
  /** what is told of a column of the file; nothing of one that is left out */
  judged: (place: number) => Partial<JudgedColumn>;
}

/**
 * @param region where phones without a country are at home
 * @param turn gives the event loop to others
 */
export async function importedRows(
  { headers, sample, info }: Pick<Table, "headers" | "sample" | "info">,
  mapped: MappedColumns,
  region: string | null,
  turn?: () => Promise<void>,
): Promise<ImportedRows> {
  const converter = new RowConverter(mapped, {
    width: headers.length,
    region,
    leavesOut: info.delimiter === null,
    missing: fieldsWithoutColumn(mapped.columns),
    isOurs: isOurList(headers),
  });
  const rows: ParsedRow[] = [];
  for (const { line, values, toFit } of sample) {
    const made = converter.convert(line, values, toFit);
    if ("code" in made) break;
    rows.push(made.row);
    if (rows.length % SLICE_ROWS === 0) await turn?.();
  }
  const judged = judgeColumns(mapped, rows);
  const kept = mapped.columns.filter(({ how }) => how !== "split").length;
  const places = filePlaces(kept, mapped.leftOut);
  return {
    rows,
    columns: converter.columns,
    judged: (place) => judged[places.indexOf(place)] ?? {},
  };
}
