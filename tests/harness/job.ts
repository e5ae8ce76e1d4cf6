/** Jobs as the services before left them in the store, for tests of the services after. */
import {
  type ColumnTreatment,
  jobStream,
  type Metadata,
  type ParsedRow,
  type RecordedEvent,
} from "@rollcall/contracts";
import { checkRow, type ContactField, hasError } from "@rollcall/contacts";
import { type EventStore, type NewEvent, newId, transaction } from "@rollcall/event-store";

export const metadata: Metadata = {
  correlationId: "test",
  causationId: null,
  userId: "anna",
  traceparent: null,
};

export interface UploadedFile {
  userId?: string;
  sizeBytes?: number;
  mapping?: Record<string, string | null> | null;
  columns?: ColumnTreatment[];
  sheet?: string | null;
  foldGmail?: boolean;
  /** how it is to be read */
  asked?: Partial<RecordedEvent<"JobCreated">["data"]>;
}

/** A job whose file was just uploaded. */
export async function uploadedJob(
  store: EventStore,
  file: UploadedFile = {},
): Promise<RecordedEvent<"JobCreated">> {
  const { userId = "anna", sizeBytes = 1, mapping = null, columns: treated = [], sheet = null } =
    file;
  const jobId = newId();
  await transaction(store.sql, (tx) => store.keyring.create(tx, jobId));
  await append(store, jobStream(jobId), 0, [{
    id: newId(),
    type: "JobCreated",
    data: {
      jobId,
      userId,
      fileKey: `uploads/u${userId}/job-${jobId}.csv`,
      sizeBytes,
      format: "csv",
      encoding: null,
      delimiter: null,
      headerRow: null,
      region: null,
      foldGmail: file.foldGmail ?? false,
      samePerson: "first",
      readAgain: null,
      ...file.asked,
    },
    personal: {
      originalFilename: "people.csv",
      sha256: "0".repeat(64),
      sheet,
      mapping,
      columns: treated,
    },
    metadata: { ...metadata, userId },
  }]);
  const [event] = await readAll(store, jobStream(jobId));
  return event as RecordedEvent<"JobCreated">;
}

/** email, first name, last name, company */
export type Person = [email: string, first: string, last: string, company?: string];

const fields: ContactField[] = ["email", "first_name", "last_name", "company"];
const columns = fields.map((field) => ({ header: field, name: field, field }));

/** A job whose rows were read, `batchRows` to an event; answers its ParsingCompleted. */
export async function parsedJob(
  store: EventStore,
  people: Person[],
  { batchRows = 500, ...file }: { batchRows?: number } & UploadedFile = {},
): Promise<RecordedEvent<"ParsingCompleted">> {
  const { data: { jobId } } = await uploadedJob(store, file);
  const rows = people.map(toRow);
  const events: NewEvent[] = [];
  for (let first = 0; first < rows.length; first += batchRows) {
    const batch = rows.slice(first, first + batchRows);
    const validCount = batch.filter(([, , problems]) => !hasError(problems)).length;
    events.push({
      id: newId(),
      type: "RowsParsed",
      data: { jobId, firstRowId: first + 1, rowCount: batch.length, validCount, bytesRead: 1 },
      personal: { columns, rows: batch },
      metadata,
    });
  }
  await append(store, `rows-${jobId}`, 0, events);
  const validRows = rows.filter(([, , problems]) => !hasError(problems)).length;
  await append(store, jobStream(jobId), 1, [{
    id: newId(),
    type: "ParsingCompleted",
    data: { jobId, totalRows: rows.length, validRows, problemCounts: {}, warningCounts: {} },
    personal: { columns },
    metadata,
  }]);
  return (await readAll(store, jobStream(jobId))).at(-1) as RecordedEvent<"ParsingCompleted">;
}

/** Deletes a job as the upload service does. */
export async function deletedJob(
  store: EventStore,
  { data: { jobId, fileKey } }: RecordedEvent<"JobCreated">,
): Promise<RecordedEvent<"JobDeleted">> {
  await store.keyring.erase(jobId);
  const { version } = (await readAll(store, jobStream(jobId))).at(-1)!;
  await append(store, jobStream(jobId), version, [
    { id: newId(), type: "JobDeleted", data: { jobId, fileKey }, personal: null, metadata },
  ]);
  return (await readAll(store, jobStream(jobId))).at(-1) as RecordedEvent<"JobDeleted">;
}

/** All of a stream. */
export async function readAll(store: EventStore, stream: string): Promise<RecordedEvent[]> {
  return await Array.fromAsync(store.readStream(stream));
}

function toRow([email, first, last, company = ""]: Person, i: number): ParsedRow {
  const values = [email, first, last, company];
  const { email: normal, problems } = checkRow((field) => values[fields.indexOf(field)] ?? "");
  return [i + 2, normal, problems, values];
}

async function append(
  store: EventStore,
  stream: string,
  expectedVersion: number,
  events: NewEvent[],
) {
  const { outcome } = await store.append([{ stream, expectedVersion, events }]);
  if (outcome !== "appended") throw new Error(`${stream}: ${outcome}`);
}
