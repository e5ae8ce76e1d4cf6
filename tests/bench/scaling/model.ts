/**
 * Rollcall as a network of stations: each service with so many tasks, the append lock, the one relay
 * and the one projection of a log, and the database's processors. What it leaves out stands on
 * docs/operations/scaling.md. Pure.
 */
import type { Station, Step } from "./simulate.ts";

type Service = "upload" | "parsing" | "dedupe" | "review";
export type Place = Service | "append lock" | "relay" | "projection" | "database";

/** Whose processor time a file and a decision take. */
export const fileProcesses = [
  ...["upload", "parsing", "dedupe", "review"] as const,
  ...["projection", "relay", "postgres"] as const,
];
export const decisionProcesses = ["review", "projection", "relay", "postgres"] as const;

/** Processor milliseconds, of one file with all that follows from it, and of one decision. */
export interface Measured {
  of: string;
  file: Record<(typeof fileProcesses)[number], number> & { rows: number };
  decision: Record<(typeof decisionProcesses)[number], number>;
}

export interface Database {
  name: string;
  /** logs by hash of the job, each with a lock, a relay and a projection of its own */
  logs: number;
  /** of all of them together */
  processors: number;
  /** until a commit is durable, with the lock held */
  commitMs: number;
}

export const databases: Database[] = [
  { name: "RDS, two zones, 2 vCPU", logs: 1, processors: 2, commitMs: 5 },
  { name: "Aurora, 16 vCPU", logs: 1, processors: 16, commitMs: 2.5 },
  { name: "16 shards by job, 4 vCPU each", logs: 16, processors: 64, commitMs: 2.5 },
];

/** Decisions that a person takes on a file. */
const DECISIONS = 10;
/** Events of a file of up to 1,024 rows, by who appends them, and of a decision. */
const EVENTS = { upload: 1, parsing: 4, dedupe: 2, decision: 1 };
const FILE_EVENTS = EVENTS.upload + EVENTS.parsing + EVENTS.dedupe;
/** Between a task and the database or SNS, there and back, in the same region. */
const DATABASE_MS = 0.5, PUBLISH_MS = 15;
/** Appends that a process gathers into one commit: event-store/append_batcher.ts. */
const APPENDS = 128;
/** Events of a publish, and of a page, after which the cursor moves: services/relay. */
const PUBLISHED = 10, PAGE = 100;
/** Facts of a batch, and statements besides the commit: services/projection/projector. */
const FACTS = 10_000, STATEMENTS = 8;
/** What writing an append takes under the lock, of a decision and of a file's rows. */
const SMALL_APPEND_MS = 0.1, ROWS_APPEND_MS = 0.6;

/** The stations with so many tasks of each service. */
export function stationsOf(tasks: number, database: Database): Record<Place, Station> {
  const { logs, processors, commitMs } = database;
  const service: Station = { servers: tasks, batch: 1, fixedMs: 0 };
  return {
    upload: service,
    parsing: service,
    dedupe: service,
    review: service,
    "append lock": { servers: logs, batch: APPENDS, fixedMs: commitMs, isByServer: true },
    relay: {
      servers: logs,
      batch: PUBLISHED,
      fixedMs: PUBLISH_MS + (2 * DATABASE_MS + commitMs) * PUBLISHED / PAGE,
    },
    projection: { servers: logs, batch: FACTS, fixedMs: STATEMENTS * DATABASE_MS + commitMs },
    database: { servers: processors, batch: 1, fixedMs: 0 },
  };
}

/** What a file and the decisions on it go through. */
export function stepsOf({ file, decision }: Measured): Step<Place>[] {
  const append = (workMs: number): Step<Place> => ({ at: "append lock", workMs });
  const publish = (events: number): Step<Place> => {
    return { at: "relay", workMs: file.relay * events / FILE_EVENTS, fills: events };
  };
  const decided: Step<Place>[] = [
    { at: "review", workMs: decision.review },
    append(SMALL_APPEND_MS),
    { at: "relay", workMs: decision.relay, fills: EVENTS.decision },
    { at: "projection", workMs: decision.projection },
    { at: "database", workMs: decision.postgres },
  ];
  return [
    { at: "upload", workMs: file.upload },
    append(SMALL_APPEND_MS),
    publish(EVENTS.upload),
    { at: "parsing", workMs: file.parsing },
    append(ROWS_APPEND_MS),
    publish(EVENTS.parsing),
    { at: "dedupe", workMs: file.dedupe },
    append(SMALL_APPEND_MS),
    publish(EVENTS.dedupe),
    { at: "review", workMs: file.review },
    { at: "projection", workMs: file.projection, fills: file.rows },
    { at: "database", workMs: file.postgres },
    ...Array.from({ length: DECISIONS }, () => decided).flat(),
  ];
}
