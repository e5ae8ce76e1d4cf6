/**
 * One run: the stack comes up, files are imported and decided on while faults strike, the faults
 * stop, everything settles, and the judge compares what is there with what must be (promise 5).
 */
import type { Job } from "@rollcall/contracts/api";
import { ApiClient } from "../api/client.ts";
import { scaled } from "../harness/deadline.ts";
import { until } from "../harness/until.ts";
import { outcomeOf } from "../oracle/api_outcome.ts";
import { expectedFacts, storedFacts } from "../oracle/facts.ts";
import { remainsOf } from "../oracle/remains.ts";
import { strike, type Struck } from "./faults.ts";
import { type Difference, judgeFacts, judgeJob, judgeList, judgeRemains } from "./judge.ts";
import { isQuiet, judgeLog } from "./log_check.ts";
import { Person } from "./person.ts";
import type { ChaosPlan, PlannedImport } from "./plan.ts";
import { Progress } from "./progress.ts";
import { judgeReadModels } from "./replay.ts";
import { pause, type World } from "./world.ts";

export interface Report {
  struck: Struck;
  differences: Difference[];
  /** Judges what is there now, by the same measure. */
  judgeAgain: () => Promise<Difference[]>;
  /** answers that the API must not give, whatever is killed */
  complaints: string[];
  events: number;
  /** until the last import was done with, and until all was settled and judged */
  tookMs: { imports: number; all: number };
}

export interface RunOptions {
  /** Without any event or answer for so long, what has not ended counts as stuck. */
  stillMs: number;
  say: (line: string) => void;
}

/** For all that is read over the API at the end. */
const JUDGE_MS = 120_000;

interface Running {
  planned: PlannedImport;
  person: Person;
  jobId: string | undefined;
  isDone: boolean;
}

export async function runChaos(
  world: World,
  plan: ChaosPlan,
  { stillMs, say }: RunOptions,
): Promise<Report> {
  const began = Date.now();
  const progress = new Progress(world);
  const giveUp = new AbortController();
  try {
    const users = await Promise.all(
      Array.from({ length: plan.users }, () => ApiClient.register(world.stack.apiUrl)),
    );
    const people = users.map((client) => new Person(client, progress));
    const running = plan.imports.map((planned): Running => ({
      planned,
      person: people[planned.user]!,
      jobId: undefined,
      isDone: false,
    }));
    const imports = Promise.all(running.map((one) => runImport(one, giveUp.signal)));
    const areDone = () => running.every(({ isDone }) => isDone);
    const struck: Struck = { kills: {}, others: {} };
    const striking = strike(world, plan.faults, progress, areDone, giveUp.signal, struck);
    const all = Promise.all([imports, striking]).then(() => true, () => true);
    for (let looks = 1; !await Promise.race([all, pause(1_000).then(() => false)]); looks++) {
      if (looks % 30 === 0) {
        const done = running.filter(({ isDone }) => isDone).length;
        say(`${looks} s: ${progress.events} events, ${done} imports done with`);
      }
      if (progress.stillMs > stillMs && !giveUp.signal.aborted) {
        say(`nothing has happened for ${stillMs} ms`);
        giveUp.abort(new Error(`nothing happened for ${stillMs} ms`));
      }
    }
    const importsMs = Date.now() - began;
    await settle(world, progress, stillMs, say);
    const judgeAgain = () => judge(world, running, people);
    return {
      struck,
      differences: await judgeAgain(),
      judgeAgain,
      complaints: people.flatMap((person) => person.complaints),
      events: progress.events,
      tookMs: { imports: importsMs, all: Date.now() - began },
    };
  } finally {
    await progress.stop();
  }
}

/** Never rejects: what came of it is for the judge. */
async function runImport(running: Running, signal: AbortSignal): Promise<void> {
  const { person, planned } = running;
  try {
    await person.run(planned, signal, (jobId) => running.jobId = jobId);
    running.isDone = true;
  } catch (error) {
    if (!signal.aborted) person.complaints.push(`${planned.name}: ${error}`);
  }
}

/** All processes are up, and whoever reads the log has come to its end. */
async function settle(world: World, progress: Progress, stillMs: number, say: RunOptions["say"]) {
  const deadline = Date.now() + stillMs;
  while (!await isQuiet(world.sql).catch(() => false)) {
    if (Date.now() > deadline && progress.stillMs > stillMs) return say("it does not settle");
    await pause(200);
  }
}

async function judge(world: World, running: Running[], people: Person[]): Promise<Difference[]> {
  const found = await judgeLog(world.sql);
  const deadline = AbortSignal.timeout(scaled(JUDGE_MS));
  for (const one of running) found.push(...await judgeImport(world, one, deadline));
  for (const person of people) {
    found.push(...await orStuck("a user's jobs", () => judgeJobs(person, running, deadline)));
  }
  return [...found, ...await judgeReadModels(world.store)];
}

function judgeImport(
  world: World,
  { planned, person, jobId, isDone }: Running,
  signal: AbortSignal,
): Promise<Difference[]> {
  const { name, expected } = planned;
  return orStuck(name, async () => {
    if (!jobId) return judgeJob(name, expected.outcome(), undefined);
    if (!isDone) {
      const { status, error } = await person.reader(signal).one<Job>(`/jobs/${jobId}`);
      const why = error ? ` (${error.message})` : "";
      const what = `${name} did not come to its end: ${jobId} is ${status}${why}`;
      return [{ kind: "stuck", what }];
    }
    if (expected.isDeleted) {
      const statusOf = (path: string) => person.statusOf(path, signal);
      await until("its file is gone", () => filesOf(world, jobId), (files) => files === 0);
      return judgeRemains(name, await remainsOf(world.sql, jobId, statusOf));
    }
    const seen = await outcomeOf(person.reader(signal), jobId);
    const facts = await storedFacts(world.store, jobId);
    return [
      ...judgeJob(name, expected.outcome(), seen),
      ...judgeFacts(name, expectedFacts(expected), facts),
    ];
  });
}

async function filesOf({ objects }: World, jobId: string): Promise<number> {
  let files = 0;
  for await (const { key } of objects.list("uploads/")) if (key.includes(jobId)) files++;
  return files;
}

/** What cannot even be read is stuck. */
async function orStuck(name: string, read: () => Promise<Difference[]>): Promise<Difference[]> {
  try {
    return await read();
  } catch (error) {
    return [{ kind: "stuck", what: `${name} cannot be read: ${error}` }];
  }
}

/** An upload that was sent again must not have become two jobs. */
async function judgeJobs(
  person: Person,
  running: Running[],
  signal: AbortSignal,
): Promise<Difference[]> {
  const reader = person.reader(signal);
  const jobs = await reader.all<Job>("/jobs?limit=1000");
  const isThere = ({ jobId, isDone, planned }: Running) =>
    jobId && !(isDone && planned.expected.isDeleted);
  const own = running.filter((one) => one.person === person && isThere(one));
  const ids = (list: { id: string }[]) => list.map(({ id }) => ({ id }));
  return judgeList("job", ids(own.map(({ jobId }) => ({ id: jobId! }))), ids(jobs), ({ id }) => id);
}
