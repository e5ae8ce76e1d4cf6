/**
 * The states of a database in which the same life must take as long: what was there before, and what
 * the statistics know of it. Autovacuum is off, so that a state stays what it is: nothing but
 * `analyze` tells the planner of a table's rows, which in a running system may be minutes ago.
 */
import { connect } from "@rollcall/event-store";
import { ApiClient } from "../../api/client.ts";
import { startStack, type TestStack } from "../../harness/stack.ts";
import { formerJob } from "./former_job.ts";

export const stateNames = ["empty", "few", "many", "one"] as const;
export type StateName = typeof stateNames[number];

const FORMER: Record<StateName, { jobs: number; title: string }> = {
  empty: { jobs: 0, title: "empty" },
  few: { jobs: 30, title: "30 former jobs, analysed" },
  many: { jobs: 200, title: "200 former jobs, analysed" },
  one: { jobs: 1, title: "analysed when there was one job" },
};
const FORMER_ROWS = 1_000;
/** Former users at a time. */
const AT_ONCE = 4;

export interface State {
  name: StateName;
  title: string;
  stack: TestStack;
  /** whose large jobs live */
  owner: ApiClient;
  other: ApiClient;
  close(): Promise<void>;
}

export async function openState(
  name: StateName,
  { rows, questions }: { rows: number; questions: number },
): Promise<State> {
  const { jobs, title } = FORMER[name];
  const stack = await startStack({
    stores: "own",
    variables: {
      POSTGRES_OPTIONS: "log_checkpoints=off autovacuum=off",
      MAX_UPLOAD_BYTES: String(100 << 20),
      MAX_ROWS: String(Math.max(300_000, rows, questions + 1)),
      MAX_QUESTIONS: String(Math.max(250_000, questions)),
    },
  });
  try {
    await haveFormerJobs(stack.apiUrl, jobs);
    if (jobs > 0) await analyse(stack);
    const owner = await ApiClient.register(stack.apiUrl);
    const other = await ApiClient.register(stack.apiUrl);
    return { name, title, stack, owner, other, close: () => stack.close() };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

async function haveFormerJobs(apiUrl: string, jobs: number): Promise<void> {
  let left = jobs;
  await Promise.all(Array.from({ length: Math.min(jobs, AT_ONCE) }, async () => {
    const user = await ApiClient.register(apiUrl);
    while (left-- > 0) await formerJob(user, FORMER_ROWS);
  }));
}

/** Tells the planner of the rows that there are now, as autovacuum would in its own time. */
async function analyse({ ownerUrl }: Pick<TestStack, "ownerUrl">): Promise<void> {
  const sql = connect(ownerUrl, { name: "bench", max: 1 });
  await sql`analyze`;
  await sql.end({ timeout: 1 });
}
