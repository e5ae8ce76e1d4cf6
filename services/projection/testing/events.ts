/** Events for tests and measurements: what the other services would append for a job. */
import {
  type Fact,
  jobStream,
  mappingStream,
  type Metadata,
  type ParsedRow,
  type RecordedEvent,
  reviewStream,
  rowsStream,
} from "@rollcall/contracts";
import type { EventType, FileColumn } from "@rollcall/contracts";
import { type EventStore, newId, transaction } from "@rollcall/event-store";

export const columns: FileColumn[] = [
  { header: "E-Mail", name: "E-Mail", field: "email" },
  { header: "First Name", name: "First Name", field: "first_name" },
  { header: "Last Name", name: "Last Name", field: "last_name" },
  { header: "Phone", name: "Phone", field: "phone" },
  { header: "Company", name: "Company", field: "company" },
  { header: "Notes", name: "Notes", field: null },
];

/** A look-up type, since a conditional one would depend on a type still being inferred. */
type FactOf = { [Type in EventType]: Extract<Fact, { type: Type }> };

/** A fact, typed by its name. */
export const fact = <Type extends EventType>(
  type: Type,
  data: FactOf[Type]["data"],
  personal: FactOf[Type]["personal"] = null,
) => ({ type, data, personal }) as Fact;

/** Rows `from` to `to` of a file, each a different person; `change` replaces values by row id. */
export function parsedRows(
  from: number,
  to: number,
  change: Record<number, Partial<{ email: string; first: string; notes: string }>> = {},
): ParsedRow[] {
  return Array.from({ length: to - from + 1 }, (_, i): ParsedRow => {
    const id = from + i;
    const { email = `person${id}@example.com`, first = `Ada${id}`, notes = "met" } = change[id] ??
      {};
    const problems = [
      ...email ? [] : ["MISSING_EMAIL"] as const,
      ...first ? [] : ["MISSING_FIRST_NAME"] as const,
    ];
    const values = [email.toUpperCase(), first, "Lovelace", "+1 555 0100", "Engines Ltd", notes];
    return [id + 1, email || null, problems, values];
  });
}

/** A batch of rows as appended by the parser. */
export function rowsParsed(jobId: string, firstRowId: number, rows: ParsedRow[]): Fact {
  return fact("RowsParsed", {
    jobId,
    firstRowId,
    rowCount: rows.length,
    validCount: rows.filter((row) => row[2].length === 0).length,
    bytesRead: firstRowId + rows.length - 1,
  }, { columns, rows });
}

export const jobCreated = (
  jobId: string,
  userId = "user-1",
  sizeBytes = 1_000,
  foldGmail = false,
) =>
  fact("JobCreated", {
    jobId,
    userId,
    fileKey: `uploads/u${userId}/job-${jobId}.csv`,
    sizeBytes,
    format: "csv",
    encoding: null,
    delimiter: null,
    headerRow: null,
    region: null,
    foldGmail,
    samePerson: "first",
    readAgain: null,
  }, {
    originalFilename: "contacts.csv",
    sha256: "0".repeat(64),
    sheet: null,
    mapping: null,
    columns: [],
  });

export const fileRecognized = (jobId: string) =>
  fact("FileRecognized", {
    jobId,
    encoding: "windows-1252",
    delimiter: ";",
    headerRow: 3,
    remembered: null,
    missingFields: [],
    byValues: [],
    region: null,
  }, { sheet: null, sheets: [] });

export const jobDeleted = (jobId: string, userId = "user-1") =>
  fact("JobDeleted", { jobId, fileKey: `uploads/u${userId}/job-${jobId}.csv` });

export const metadata = (userId: string | null = null): Metadata => ({
  correlationId: "test",
  causationId: null,
  userId,
  traceparent: null,
});

/** Facts as read from the log, from position 1 on, a second apart. */
export function recorded(facts: Fact[], userId: string | null = null): RecordedEvent[] {
  const versions = new Map<string, number>();
  return facts.map((fact, i) => {
    const stream = streamOf(fact);
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    return {
      ...fact,
      id: newId(),
      stream,
      version,
      position: i + 1,
      schemaVersion: 1,
      metadata: metadata(userId),
      recordedAt: new Date(Date.UTC(2026, 0, 1) + i * 1_000).toISOString(),
    } as RecordedEvent;
  });
}

/**
 * Appends facts in order, at the end of their streams. Jobs that they delete are erased at the end,
 * since a history may continue after a deletion.
 * @returns the last position
 */
export async function append(
  store: EventStore,
  facts: Fact[],
  userId: string | null = null,
): Promise<number> {
  let position = 0;
  for (const fact of facts) {
    if (fact.type === "JobCreated") {
      await transaction(store.sql, (tx) => store.keyring.create(tx, fact.data.jobId));
    }
    const stream = streamOf(fact);
    const [at] = await store.sql<{ version: number }[]>`
      select version from event_store.stream where stream_id = ${stream}`;
    const event = { ...fact, id: newId(), metadata: metadata(userId) };
    const outcome = await store.append([
      { stream, expectedVersion: at?.version ?? 0, events: [event] },
    ]);
    if (outcome.outcome !== "appended") throw new Error(`${fact.type}: ${outcome.outcome}`);
    position = outcome.position;
  }
  for (const { type, data } of facts) {
    if (type === "JobDeleted") await store.keyring.erase(data.jobId);
  }
  return position;
}

export function streamOf(fact: Fact): string {
  if (fact.type === "MappingRemembered") return mappingStream("0".repeat(64));
  if (fact.type === "RowsParsed") return rowsStream(fact.data.jobId);
  const ofReview = /^(Issues|Dedupe|Review|JobFinalized)/.test(fact.type);
  return ofReview ? reviewStream(fact.data.jobId) : jobStream(fact.data.jobId);
}
