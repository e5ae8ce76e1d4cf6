/**
 * Calls the append function of the database for one request or many. Outcomes are values; only a
 * bug or a lost connection throws.
 */
import type { Sql, TransactionSql } from "./connect.ts";
import type { EncodedEvent } from "./event.ts";

/** Events for one stream, appended only if it is at `expectedVersion` (0: does not exist). */
export interface EncodedAppend {
  stream: string;
  expectedVersion: number;
  events: EncodedEvent[];
}

/**
 * `duplicate`: the same ids were appended before, with this result. `position` is that of the
 * request's last event, `versions` each stream's new version. `conflict` names a stream that was at
 * another version; nothing of the request was appended.
 */
export type AppendOutcome =
  | { outcome: "appended" | "duplicate"; position: number; versions: Map<string, number> }
  | { outcome: "conflict"; stream: string; version: number };

interface OutcomeRow {
  request: number;
  stream_id: string;
  outcome: "appended" | "duplicate" | "conflict";
  version: number;
  last_position: number | null;
}

/**
 * Appends requests in one statement; each is atomic over its streams. No two requests may name the
 * same stream. The result is in the order of the requests.
 */
export async function appendAll(
  sql: Sql | TransactionSql,
  requests: EncodedAppend[][],
): Promise<AppendOutcome[]> {
  const named = requests.flatMap((request, i) => request.map((s) => ({ request: i, ...s })));
  const events = named.flatMap((s) => s.events.map((e) => ({ request: s.request, ...e })));
  const first = new Map<string, typeof named[number]>();
  for (const one of named) if (!first.has(one.stream)) first.set(one.stream, one);
  const streams = [...first.values()];
  const rows = await sql<OutcomeRow[]>`
    select * from event_store.append(
      ${streams.map((s) => s.request)}::int[],
      ${streams.map((s) => s.stream)}::text[],
      ${streams.map((s) => s.expectedVersion)}::bigint[],
      ${events.map((e) => e.request)}::int[],
      ${events.map((e) => e.stream)}::text[],
      ${events.map((e) => e.id)}::uuid[],
      ${events.map((e) => e.type)}::text[],
      ${events.map((e) => e.schemaVersion)}::int[],
      ${events.map((e) => e.data)}::text[],
      ${events.map((e) => e.sealed)}::text[],
      ${events.map((e) => e.metadata)}::text[])`;
  const byRequest = Map.groupBy(rows, (row) => row.request);
  return requests.map((request, i) => outcomeOf(request, byRequest.get(i) ?? []));
}

/**
 * A stream without events is only a condition; a request needs at least one event. A stream may be
 * named again, for events that come after another stream's in the log.
 * @throws if the append function could not handle the request
 */
export function checkRequest(
  request: { stream: string; expectedVersion: number; events: unknown[] }[],
): void {
  const streams = request.map((s) => s.stream);
  if (!request.some((s) => s.events.length)) {
    throw new Error(`an append to ${streams.join(", ") || "no stream"} has no events`);
  }
  const next = new Map<string, number>();
  for (const { stream, expectedVersion, events } of request) {
    const version = next.get(stream) ?? expectedVersion;
    if (version !== expectedVersion) {
      throw new Error(
        `an append names the stream ${stream} twice, the second time at version ` +
          `${expectedVersion} instead of ${version}`,
      );
    }
    next.set(stream, version + events.length);
  }
}

function outcomeOf(request: EncodedAppend[], rows: OutcomeRow[]): AppendOutcome {
  const lost = rows.find((row) => {
    const asked = request.find((s) => s.stream === row.stream_id)!;
    return row.outcome === "conflict" && row.version !== asked.expectedVersion;
  });
  if (lost) return { outcome: "conflict", stream: lost.stream_id, version: lost.version };
  const [first] = rows;
  if (!first || first.outcome === "conflict") {
    throw new Error("the append function answered nothing for a request");
  }
  return {
    outcome: first.outcome,
    position: Math.max(...rows.map((row) => row.last_position!)),
    versions: new Map(rows.map((row) => [row.stream_id, row.version])),
  };
}
