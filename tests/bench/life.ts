/**
 * `deno task bench:life`: the life of a large job, and of one with very many questions, step by step,
 * on databases in several states, and how another user's queries, uploads and decisions fare
 * meanwhile (promise 12). Each state has a stack of its own, warmed up by a small life, and the lives
 * take turns of some seconds. Figures are milliseconds, to be read as ratios within one run: a state
 * as slow as the fastest one has no plan that depends on what the database knows of a job.
 *
 *     deno task bench:life                                all of it: half an hour and more on two cores
 *     deno task bench:life --states empty,one --rows 5000
 *     deno task bench:life --questions 0                  without the job of many questions
 */
import { Bystander } from "./life/bystander.ts";
import { liveLargeJob } from "./life/large_job.ts";
import { memoryOf } from "./life/memory_of.ts";
import { liveManyQuestions } from "./life/many_questions.ts";
import { readOptions } from "./life/options.ts";
import { Report } from "./life/report.ts";
import { openState, type State } from "./life/states.ts";
import { ALONE, Steps } from "./life/steps.ts";
import { Turns } from "./life/turns.ts";

const TURN_MS = 3_000;
const WARM_UP = { rows: 2_000, rounds: 1, decisions: 10, deletions: 1 };
const options = readOptions(Deno.args);
const report = new Report();

const turns = new Turns(TURN_MS);
const states: State[] = [];
try {
  for (const name of options.states) states.push(await openState(name, options));
  const lives: (() => Promise<void>)[] = [];
  for (const state of states) {
    const { owner, other } = state;
    const unmeasured = new Steps();
    await liveLargeJob(owner, WARM_UP, unmeasured.take);
    await liveManyQuestions(owner, WARM_UP.rows, unmeasured.take);
    const bystander = await Bystander.start(other);
    await bystander.rest();
    lives.push(() => measure(state, bystander));
  }
  await Promise.all(lives.map((life) => life()));
} finally {
  for (const state of states) await state.close();
}
report.summary();

async function measure({ name, title, owner, stack }: State, bystander: Bystander): Promise<void> {
  const steps = new Steps();
  await turns.lead(bystander, steps.take, async (take) => {
    await take(ALONE, () => new Promise((over) => setTimeout(over, options.aloneMs)));
    await toItsEnd(name, () => liveLargeJob(owner, options, take));
    if (options.questions > 0 && options.questionStates.includes(name)) {
      await toItsEnd(name, () => liveManyQuestions(owner, options.questions, take));
    }
  });
  const seen = await bystander.stop();
  report.state(title, { steps, seen, memory: await memoryOf(stack) });
}

/** A life that is refused a step ends there; what was measured until then is told all the same. */
async function toItsEnd(state: string, life: () => Promise<void>): Promise<void> {
  await life().catch((error) => console.log(`${state}: a life ended early: ${error.message}`));
}
