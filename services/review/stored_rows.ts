/**
 * Reads a job's rows from the store: all addresses, the values that rules and lists need, and
 * values on demand.
 */
import { byKey, cellsOf, rowsStream, type RowValues } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { Gathering, type GatherLimits } from "./kept_values.ts";
import { indexRows, type RowIndex, valuesOf } from "./rows.ts";

type Parsed = Pick<Parameters<typeof indexRows>[1], "columns" | "rows">;

/** Batches that are read one by one; for more, the stream is read as a whole. */
const SINGLE_BATCHES = 8;

/** Reads all rows into an empty index. A row whose data was erased has no address. */
export async function readIndex(
  store: EventStore,
  jobId: string,
  index: RowIndex,
  limits: GatherLimits,
): Promise<void> {
  const gathering = new Gathering(index.foldGmail, limits);
  for await (const event of store.readStream(rowsStream(jobId))) {
    if (event.type !== "RowsParsed") continue;
    const { firstRowId, rowCount } = event.data;
    const { columns = [], rows = [] } = event.personal ?? {};
    indexRows(index, { firstRowId, columns, rows });
    rows.forEach((row, i) => gathering.add(firstRowId + i, row));
    while (index.emails.length < firstRowId + rowCount) index.emails.push(null);
  }
  index.kept = gathering.kept;
}

/** Adds the values of these rows to the known ones. */
export async function lookUp(
  store: EventStore,
  jobId: string,
  index: RowIndex,
  rowIds: number[],
  known: Map<number, RowValues>,
): Promise<void> {
  const wanted = new Set(rowIds);
  const batches = new Set(rowIds.map((rowId) => batchOf(index, rowId)));
  const read = async (after: number, maxEvents: number) => {
    let left = maxEvents;
    for await (const event of store.readStream(rowsStream(jobId), after, { maxEvents })) {
      if (event.type === "RowsParsed") collect(event, wanted, known);
      if (--left === 0) return;
    }
  };
  if (batches.size > SINGLE_BATCHES) await read(0, Math.max(index.batches.length, 1));
  else for (const batch of batches) await read(batch, 1);
  // An erased row has no values; it must not be requested again.
  for (const rowId of wanted) if (!known.has(rowId)) known.set(rowId, byKey([]));
}

/** The index in the rows stream, from 0, of the event that holds a row. */
function batchOf({ batches }: RowIndex, rowId: number): number {
  let from = 0, to = batches.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (batches[middle]! > rowId) to = middle;
    else from = middle + 1;
  }
  return from - 1;
}

function collect(
  event: { data: { firstRowId: number }; personal: Parsed | null },
  wanted: ReadonlySet<number>,
  known: Map<number, RowValues>,
): void {
  event.personal?.rows.forEach((row, i) => {
    const rowId = event.data.firstRowId + i;
    if (wanted.has(rowId)) known.set(rowId, valuesOf(cellsOf(row), event.personal!.columns));
  });
}
