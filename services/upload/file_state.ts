/** How far a file is, and how many rows of it are kept, by the newest events of its job. */
import type { RecordedEvent } from "@rollcall/contracts";

/** What upload itself wrote down of a file when it opened the job. */
export interface KeptFile {
  jobId: string;
  bytes: number;
  /** as many as its lines allow, until it has been read */
  rows: number;
}

export interface FileState {
  /** it still has to be read or compared; decisions of people do not count */
  inWork: boolean;
  rows: number;
  /** nothing that comes will change it, but for the job's deletion */
  isFinal: boolean;
}

/** @param newest of each type the newest event of the job, as far as there is one */
export function fileState(file: KeptFile, newest: RecordedEvent[]): FileState {
  const parsed = find(newest, "ParsingCompleted");
  const unreadable = find(newest, "ParsingFailed");
  const compared = find(newest, "DedupeCompleted");
  const read = rowsRead(find(newest, "RowsParsed"));
  const isFinal = unreadable !== undefined || compared !== undefined;
  const rows = parsed?.data.totalRows ?? (unreadable ? read : Math.max(file.rows, read));
  return { inWork: !isFinal && !isSetAside(newest), rows, isFinal };
}

/** A stage was given up, and no operator has sent it on again. */
function isSetAside(newest: RecordedEvent[]): boolean {
  const failed = find(newest, "JobFailed"), retried = find(newest, "JobRetried");
  return failed !== undefined && failed.version > (retried?.version ?? 0);
}

function rowsRead(batch: RecordedEvent<"RowsParsed"> | undefined): number {
  return batch ? batch.data.firstRowId - 1 + batch.data.rowCount : 0;
}

function find<Type extends RecordedEvent["type"]>(
  events: RecordedEvent[],
  type: Type,
): RecordedEvent<Type> | undefined {
  return events.find((event): event is RecordedEvent<Type> => event.type === type);
}
