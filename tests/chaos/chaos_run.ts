/**
 * One run: the stack comes up, files are imported and decided on while faults strike, the faults
 * stop, everything settles, and the judge compares what is there with what must be (promise 5).
 */
import type { Job } from "@rollcall/contracts/api";
import { ApiClient } from "../api/client.ts";
import { outcomeOf } from "../oracle/api_outcome.ts";
import { expectedFacts, storedFacts } from "../oracle/facts.ts";
import { strike, type Struck } from "./faults.ts";
import { type Difference, judgeFacts, judgeJob, judgeList } from "./judge.ts";
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
    const striking = strike(world, plan.faults, progress, areDone, giveUp.signal);
    let struck: Struck = { kills: {}, others: {} };
    striking.then((done) => struck = done, () => {});
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
  const deadline = AbortSignal.timeout(120_000);
  for (const { planned, person, jobId, isDone } of running) {
    const expected = planned.expected.outcome();
    if (!jobId || !isDone) {
      const what = `${planned.name} did not come to its end`;
      found.push(
        ...await seenStuck(planned, person, jobId, deadline) ?? [{ kind: "stuck", what }],
      );
      continue;
    }
    const seen = await outcomeOf(person.reader(deadline), jobId);
    const facts = await storedFacts(world.store, jobId);
    found.push(
      ...judgeJob(planned.name, expected, seen),
      ...judgeFacts(planned.name, expectedFacts(planned.expected), facts),
    );
  }
  for (const person of people) found.push(...await judgeJobs(person, running, deadline));
  return [...found, ...await judgeReadModels(world.store)];
}

/** Where the job stands that nobody could bring to its end. */
async function seenStuck(
  planned: PlannedImport,
  person: Person,
  jobId: string | undefined,
  signal: AbortSignal,
): Promise<Difference[] | undefined> {
  if (!jobId) return undefined;
  const job = await person.reader(signal).one<Job>(`/jobs/${jobId}`);
  const what = `${planned.name} did not come to its end: it is ${job.status}, ${job.id}`;
  return [{ kind: "stuck", what: `${what}${job.error ? ` (${job.error.message})` : ""}` }];
}

/** An upload that was sent again must not have become two jobs. */
async function judgeJobs(
  person: Person,
  running: Running[],
  signal: AbortSignal,
): Promise<Difference[]> {
  const reader = person.reader(signal);
  const jobs = await reader.all<Job>("/jobs?limit=1000");
  const own = running.filter((one) => one.person === person && one.jobId);
  const ids = (list: { id: string }[]) => list.map(({ id }) => ({ id }));
  return judgeList("job", ids(own.map(({ jobId }) => ({ id: jobId! }))), ids(jobs), ({ id }) => id);
}
