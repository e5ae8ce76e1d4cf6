import assert from "node:assert/strict";
import { decisionsDone, historyLines } from "@rollcall/contracts/history-lines";
import { stepName } from "./entry-words.ts";
import { after, answered, covers, doubted, stepOf } from "./own-steps.ts";

const of = (number: number) => stepOf({ id: `job.${number}`, key: `row-${number}` }, "keep");

Deno.test("a decision is named as the history will name it", () => {
  const subject = (key: string) => ({
    issue_count: 1,
    issues: [{ issue_id: "3b.12", type: "DUPLICATE_EMAIL" as const, key, row_count: 1, rows: [] }],
    edits: [],
  });
  for (const action of ["choose", "keep", "skip"] as const) {
    for (const key of ["ann@example.com", "row-4", "file"]) {
      const summary = historyLines.write("decided", {
        which: "issue 12",
        what: decisionsDone[action],
      });
      const { name } = stepOf({ id: "3b.12", key }, action);
      assert.equal(name, stepName({ summary, subject: subject(key) }));
    }
  }
});

Deno.test("of the steps that are answered the newest alone is kept, whichever answer comes first", () => {
  const [first, second, third] = [of(1), of(2), of(3)];
  const steps = answered([first, second, third], second, 20);
  assert.deepEqual(steps, [first, { ...second, version: 20 }, third]);
  assert.deepEqual(answered(steps, first, 10), [{ ...second, version: 20 }, third]);
  assert.deepEqual(answered(steps, third, 30), [first, { ...third, version: 30 }]);
  assert.deepEqual(answered(steps, first, 40), [{ ...first, version: 40 }, third]);
});

Deno.test("an answer to a step that is not kept any more changes nothing", () => {
  assert.deepEqual(answered([], of(1), 10), []);
});

Deno.test("what is told of is covered up to the newest own step", () => {
  const first = of(1);
  assert.ok(!covers([first], 1));
  const steps = answered([first, of(2)], first, 10);
  assert.ok(covers(steps, 9));
  assert.ok(covers(steps, 10));
  assert.ok(!covers(steps, 11));
});

Deno.test("an answer knows of the steps up to its version, and of none on its way", () => {
  const first = of(1);
  const onItsWay = of(2);
  const steps = answered([first, onItsWay], first, 10);
  assert.deepEqual(after(steps, 9), steps);
  assert.deepEqual(after(steps, 10), [onItsWay]);
});

Deno.test("a step in doubt stands until it is told what is next, and covers nothing", () => {
  const first = of(1);
  const steps = doubted(answered([first], first, 10));
  assert.equal(steps.length, 1);
  assert.ok(!covers(steps, 10));
  assert.deepEqual(after(steps, 10), []);
});
