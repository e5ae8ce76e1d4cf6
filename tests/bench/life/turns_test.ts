/** Lives that take turns: nobody is at work in another's, and all come to their end. */
import assert from "node:assert/strict";
import { Turns } from "./turns.ts";
import type { TakeStep } from "./steps.ts";

async function lead(turnMs: number, names: string[]): Promise<string[]> {
  const turns = new Turns(turnMs);
  const log: string[] = [];
  await Promise.all(names.map((name) => {
    let works = false;
    const beside = {
      async rest() {
        await Promise.resolve();
        works = false;
      },
      goOn: () => void (works = true),
    };
    const take: TakeStep = async (step, work) => {
      assert.ok(works, "who takes a step has his bystander beside him");
      log.push(`${name} begins ${step}`);
      const result = await work();
      log.push(`${name} ends ${step}`);
      return result;
    };
    return turns.lead(beside, take, async (step) => {
      for (const each of ["1", "2"]) {
        await step(each, () => new Promise((over) => setTimeout(over)));
      }
    });
  }));
  return log;
}

const steps = (...names: string[]) =>
  names.flatMap((name) => [`${name[0]} begins ${name[1]}`, `${name[0]} ends ${name[1]}`]);

Deno.test("turns: a life passes its turn on between two steps", async () => {
  assert.deepEqual(await lead(-1, ["a", "b"]), steps("a1", "b1", "a2", "b2"));
});

Deno.test("turns: a life keeps its turn until its time is over, and at its end passes it on", async () => {
  assert.deepEqual(await lead(60_000, ["a", "b", "c"]), steps("a1", "a2", "b1", "b2", "c1", "c2"));
});
