/**
 * `deno task bench:life`: the life of a large job, and of one with very many questions, step by step,
 * on databases in several states, and how another user's queries, uploads and decisions fare
 * meanwhile (promise 12). Each state has a stack of its own, warmed up by a small life. Figures are
 * milliseconds, to be read as ratios within one run: a state as slow as the fastest one has no plan
 * that depends on what the database knows of a job.
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
import { openState } from "./life/states.ts";
import { ALONE, Steps } from "./life/steps.ts";

const WARM_UP = { rows: 2_000, rounds: 1, decisions: 10, deletions: 1 };
const options = readOptions(Deno.args);
const report = new Report();

for (const name of options.states) {
  const state = await openState(name, options);
  try {
    const { owner, other, stack } = state;
    const unmeasured = new Steps();
    await liveLargeJob(owner, WARM_UP, unmeasured.take);
    await liveManyQuestions(owner, WARM_UP.rows, unmeasured.take);

    const bystander = await Bystander.start(other);
    const steps = new Steps();
    await steps.take(ALONE, () => new Promise((over) => setTimeout(over, options.aloneMs)));
    await toItsEnd(() => liveLargeJob(owner, options, steps.take));
    if (options.questions > 0 && options.questionStates.includes(name)) {
      await toItsEnd(() => liveManyQuestions(owner, options.questions, steps.take));
    }
    const seen = await bystander.stop();
    report.state(state.title, { steps, seen, memory: await memoryOf(stack) });
  } finally {
    await state.close();
  }
}
report.summary();

/** A life that is refused a step ends there; what was measured until then is told all the same. */
async function toItsEnd(life: () => Promise<void>): Promise<void> {
  await life().catch((error) => console.log(`a life ended early: ${error.message}`));
}
