/**
 * What is left of a job that was deleted, whatever was at work on it: its facts, of which nothing
 * personal can be read and none follows the deletion, and nothing else (promises 5 and 9).
 */
import { jobStream, reviewStream, rowsStream } from "@rollcall/contracts";
import { EventStore, type Sql } from "@rollcall/event-store";
import { schemaOf } from "../../services/projection/schema/generation.ts";
import { liveGeneration } from "../../services/projection/schema/registry.ts";
import { tableNames } from "../../services/projection/schema/tables.ts";

export interface Remains {
  deletions: number;
  /** facts behind the deletion */
  behind: number;
  /** facts whose personal part can be read */
  readable: number;
  /** lines in the read models */
  lines: number;
  /** paths of the API that answer anything but 404 */
  answered: string[];
}

/** What must be left. */
export const nothing: Remains = { deletions: 1, behind: 0, readable: 0, lines: 0, answered: [] };

const PATHS = ["", "/issues", "/rows", "/contacts", "/contacts.csv", "/lists", "/events"];

/** @param statusOf of the answer to its owner's GET */
export async function remainsOf(
  sql: Sql,
  jobId: string,
  statusOf: (path: string) => Promise<number>,
): Promise<Remains> {
  // One that has opened nothing before.
  const store = new EventStore(sql);
  const streams = [jobStream(jobId), rowsStream(jobId), reviewStream(jobId)];
  const events = (await Promise.all(
    streams.map((stream) => Array.fromAsync(store.readStream(stream))),
  )).flat();
  const deletions = events.filter(({ type }) => type === "JobDeleted");
  const end = deletions[0]?.position ?? Infinity;
  const answered: string[] = [];
  for (const path of PATHS) {
    if (await statusOf(`/jobs/${jobId}${path}`) !== 404) answered.push(path);
  }
  return {
    deletions: deletions.length,
    behind: events.filter(({ position }) => position > end).length,
    readable: events.filter(({ personal }) => personal !== null).length,
    lines: await linesOf(sql, jobId),
    answered,
  };
}

async function linesOf(sql: Sql, jobId: string): Promise<number> {
  const schema = schemaOf((await liveGeneration(sql)).number);
  let lines = 0;
  for (const table of [...tableNames, "lanes"]) {
    const key = sql(table === "jobs" ? "id" : "job_id");
    const [count] = await sql<{ n: number }[]>`
      select count(*)::int as n from ${sql(`${schema}.${table}`)} where ${key} = ${jobId}`;
    lines += count!.n;
  }
  return lines;
}
