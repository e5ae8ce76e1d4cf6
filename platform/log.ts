/**
 * Structured logs: one JSON object per line on stdout, with time, level, service, message and
 * context. The context holds ids, never a name, an address or a row: logs outlive jobs.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  configureSync,
  getLogger,
  type Logger,
  type LogLevel,
  type LogRecord,
  withContext,
} from "@logtape/logtape";
import type { Metadata } from "@rollcall/contracts";
import type { WriteLine } from "./log_lines.ts";
import { loggableError } from "./loggable_error.ts";
import { parseTraceparent } from "./trace.ts";

export type Log = Logger;

/** The most ids of a kind that a line about a batch lists. */
const LISTED_IDS = 10;
/** A line that may be the last one. */
const URGENT: ReadonlySet<LogLevel> = new Set(["warning", "error", "fatal"]);

/**
 * The logger of a service; call it once, at start. In a test that never calls it, `silentLog()`
 * and every logger below it write nothing.
 *
 * @example
 * const log = createLog("parsing", config.LOG_LEVEL);
 * log.info("job parsed", { job_id, rows: 500 });
 */
export function createLog(
  service: string,
  level: LogLevel,
  write: WriteLine = (line) => console.log(line),
): Log {
  configureSync({
    reset: true,
    contextLocalStorage: new AsyncLocalStorage(),
    sinks: { lines: (record) => write(formatRecord(record), URGENT.has(record.level)) },
    loggers: [
      { category: [], sinks: ["lines"], lowestLevel: level },
      { category: ["logtape", "meta"], lowestLevel: "error" },
    ],
  });
  return getLogger([service]);
}

/** A logger that writes nothing. */
export function silentLog(): Log {
  return getLogger(["silent"]);
}

/** Adds `context` to everything logged while `work` runs, including what it awaits. */
export function withLogContext<T>(context: Record<string, unknown>, work: () => T): T {
  return withContext(context, work);
}

/** The jobs, requests and traces that the events of a batch belong to, for one line about it. */
export function idsOf(events: { stream: string; metadata: Metadata }[]): Record<string, string[]> {
  const some = (ids: (string | undefined)[]) =>
    [...new Set(ids)].flatMap((id) => id ?? []).slice(0, LISTED_IDS);
  return {
    job_ids: some(events.map(({ stream }) => stream.match(/^(?:job|rows|review)-(.+)$/)?.[1])),
    correlation_ids: some(events.map(({ metadata }) => metadata.correlationId)),
    trace_ids: some(events.map(({ metadata }) => parseTraceparent(metadata.traceparent)?.traceId)),
  };
}

/**
 * Formats a record as a line. The fixed fields come first and override context of the same name.
 */
function formatRecord(record: LogRecord): string {
  const fixed = {
    time: new Date(record.timestamp).toISOString(),
    level: record.level,
    service: record.category[0] ?? "unknown",
    message: record.message.map((part) => typeof part === "string" ? part : JSON.stringify(part))
      .join(""),
  };
  return JSON.stringify({ ...fixed, ...record.properties, ...fixed }, plain);
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Error) return loggableError(value);
  return typeof value === "bigint" ? value.toString() : value;
}
