import assert from "node:assert/strict";
import type { Entry } from "../harness/test_events.ts";
import { type FileRecord, resultsOf } from "./results.ts";

const begun = (...path: string[]): Entry => ({ what: "begun", path });
const ended = (...path: string[]): Entry => ({ what: "ended", path, seconds: 1 });
const failed = (...path: string[]): Entry => ({
  ...{ what: "failed", path, message: "Error: no", logs: "relay:\n  gone" },
});
const junit = (cases: string) => `<testsuites><testsuite>${cases}</testsuite></testsuites>`;
const record = (parts: Partial<FileRecord>): FileRecord => ({
  ...{ file: "a_test.ts", journal: [], junit: "", logs: "" },
  ...parts,
});
const told = (parts: Partial<FileRecord>) =>
  resultsOf(record(parts)).map(({ name, outcome, failures }) => [
    outcome,
    name,
    ...failures.map((failure) => `${failure.name}: ${failure.message}`),
  ]);

Deno.test("a file that came to its end is what Deno says, with what its journal adds", () => {
  const cases = junit(
    `<testcase name="good" time="1"/><testcase name="bad" time="1"><failure>1 step failed</failure>` +
      `</testcase><testcase name="leaks" time="1"><failure>Leaks detected</failure></testcase>`,
  );
  const journal = [begun("good"), ended("good"), begun("bad"), failed("bad", "a step")];
  assert.deepEqual(told({ junit: cases, journal, end: { code: 1 } }), [
    ["passed", "good"],
    ["failed", "bad", "bad > a step: Error: no"],
    ["failed", "leaks", "leaks: Leaks detected"],
  ]);
});

Deno.test("a killed file keeps what had passed, and fails what had begun by its name", () => {
  const journal = [begun("good"), ended("good"), begun("hangs"), begun("hangs", "in here")];
  const killed = "was killed: nothing had happened in it for 1 s";
  assert.deepEqual(told({ journal, end: { code: 137, killed } }), [
    ["passed", "good"],
    ["failed", "hangs", `hangs > in here: the test had not ended when its file ${killed}`],
  ]);
  const [, hangs] = resultsOf(record({ journal, logs: "relay:\n  at work" }));
  assert.equal(hangs?.failures[0]?.logs, "relay:\n  at work", "what its services said last");
});

Deno.test("a file fails by its own name where it ended badly between its tests", () => {
  const early = ["failed", "a_test.ts", "a_test.ts: the file ended early, with exit code 1"];
  assert.deepEqual(told({ end: { code: 1 } }), [early]);
  assert.deepEqual(told({ end: { code: 0 } }).length, 1, "nor does a report that is missing pass");
  const good = [begun("good"), ended("good")];
  assert.deepEqual(told({ journal: good, end: { code: 1 } }), [["passed", "good"], early]);
  const reported = junit(`<testcase name="good" time="1"/>`);
  assert.deepEqual(told({ junit: reported, end: { code: 1 } }), [["passed", "good"], early]);
  assert.deepEqual(told({ junit: junit(""), end: { code: 0 } }), [], "no test, and well");
});

Deno.test("where the run itself was killed, its files in work have failed", () => {
  assert.deepEqual(told({ journal: [begun("a"), ended("a"), begun("b"), failed("b")] }), [
    ["passed", "a"],
    ["failed", "b", "b: Error: no"],
  ]);
  assert.deepEqual(told({ journal: [begun("a"), ended("a")] }).at(-1), [
    "failed",
    "a_test.ts",
    "a_test.ts: the file was interrupted with the whole run",
  ]);
});
