/**
 * What a run does, all of it determined by the seed: the files and who uploads them, the decisions on
 * them with the answers they must get, and the faults with the moments at which they strike.
 */
import type { queueNames } from "@rollcall/platform/bus/mod.ts";
import { services } from "@rollcall/platform/manifest.ts";
import { ExpectedJob } from "../oracle/expected_job.ts";
import { Random } from "../oracle/random.ts";
import { type FileWish, randomFile } from "../oracle/random_file.ts";
import { randomSteps, stepsWithoutDeletion, type TakenStep } from "../oracle/random_steps.ts";

export interface ChaosOptions {
  seed: number;
  jobs: number;
  kills: number;
  /** processes of each service, by default one */
  instances?: number;
}

export interface ChaosPlan extends ChaosOptions {
  users: number;
  imports: PlannedImport[];
  /** in the order in which they strike */
  faults: Fault[];
}

export interface PlannedImport {
  name: string;
  /** which of the users uploads it */
  user: number;
  idempotencyKey: string;
  expected: ExpectedJob;
  /** where the job rests until somebody decides */
  restsAs: ExpectedJob["restsAs"];
  steps: TakenStep[];
}

/** What is killed: each instance of each service, and the stores. */
export const targetsOf = (instances: number): string[] => [
  ...services.flatMap(({ name }) => [
    name,
    ...Array.from({ length: instances - 1 }, (_, i) => `${name}-${i + 2}`),
  ]),
  "postgres",
  "emulator",
];
export type QueueName = Parameters<typeof queueNames>[1];
const queues = services.filter(({ reacts }) => reacts).map(({ name }) => name as QueueName);

/** `at`: the number of events in the log from which on the fault is due. */
export type Fault =
  & { at: number }
  & (
    /** `whenReady`: only once it is up again from its last end, else as soon as it runs */
    | { kind: "kill"; target: string; whenReady: boolean }
    | { kind: "cut" | "lost answer"; store: Store }
    | { kind: "stall"; store: Store; ms: number }
    /** messages of events long past come again: a share of the log, from there so many */
    | { kind: "repeat"; from: number; count: number }
    /** what a queue holds is lost */
    | { kind: "purge"; queue: QueueName }
  );

export type Store = "postgres" | "emulator";

export async function planChaos(
  { seed, jobs, kills, instances = 1 }: ChaosOptions,
): Promise<ChaosPlan> {
  const random = new Random(seed);
  const users = Math.max(1, Math.min(5, Math.ceil(jobs / 4)));
  const imports: PlannedImport[] = [];
  for (let i = 0; i < jobs; i++) {
    const file = randomFile(random, wishFor(random, i));
    const expected = await ExpectedJob.of(file);
    imports.push({
      name: `job ${i + 1} (${file.name})`,
      user: random.int(0, users - 1),
      idempotencyKey: `chaos-${seed}-${i}`,
      expected,
      restsAs: expected.restsAs,
      // One at least is there in the end.
      steps: (i === 0 ? stepsWithoutDeletion : randomSteps)(random, expected, 10),
    });
  }
  return {
    seed,
    jobs,
    kills,
    users,
    imports,
    faults: planFaults(random, { kills, targets: targetsOf(instances) }, eventsOf(imports)),
  };
}

function wishFor(random: Random, i: number): FileWish {
  const kind = (["issues", "clean", "issues", "issues", "unreadable"] as const)[i % 5]!;
  const size = random.next();
  if (size < 0.5) return { kind, rows: random.int(1, 60) };
  if (size < 0.8) return { kind, rows: random.int(100, 900) };
  return { kind, rows: random.int(1_500, 4_000) };
}

/**
 * How many events the log has in the end: those of the job, and two for its upload. Of a job that is
 * deleted there may be fewer: what is due later strikes once all is over.
 */
function eventsOf(imports: PlannedImport[]): number {
  return imports.reduce((sum, { expected }) => sum + expected.facts.length + 2, 0);
}

/** As many kills as asked for, and half as many other faults, spread over the run. */
function planFaults(
  random: Random,
  { kills, targets }: { kills: number; targets: string[] },
  events: number,
): Fault[] {
  const moment = () => random.int(0, Math.floor(events * 0.95));
  // Each target in its turn, so that even a short run meets most of them.
  const rounds = Array.from(
    { length: Math.ceil(kills / targets.length) },
    () => random.shuffled(targets),
  ).flat();
  const faults: Fault[] = rounds.slice(0, kills).map((target) => ({
    at: moment(),
    kind: "kill",
    target,
    whenReady: random.chance(0.7),
  }));
  for (let i = 0; i < Math.ceil(kills / 2); i++) faults.push(otherFault(random, i, moment()));
  return faults.sort((a, b) => a.at - b.at);
}

function otherFault(random: Random, i: number, at: number): Fault {
  const store = random.pick(["postgres", "emulator"] as const);
  switch (i % 5) {
    case 0:
      return { at, kind: "cut", store };
    case 1:
      return { at, kind: "repeat", from: random.next(), count: random.int(5, 60) };
    case 2:
      return { at, kind: "lost answer", store };
    case 3:
      return { at, kind: "purge", queue: random.pick(queues) };
    default:
      return { at, kind: "stall", store, ms: random.int(100, 2_500) };
  }
}
