import assert from "node:assert/strict";
import { readJUnit } from "./junit.ts";

const report = `<?xml version="1.0"?>
<testsuites name="deno test" tests="4" failures="1" errors="0" time="1.5">
  <testsuite name="./a_test.ts" tests="4" disabled="1" errors="0" failures="1">
    <testcase name="one &gt; two &quot;quoted&quot;" classname="./a_test.ts" time="0.250"/>
    <testcase name="breaks" classname="./a_test.ts" time="1.000">
      <failure message="no">AssertionError: 1 &lt; 0</failure>
    </testcase>
    <testcase name="breaks &gt; a step" classname="./a_test.ts" time="0.100">
      <failure message="no">AssertionError</failure>
    </testcase>
    <testcase name="cancelled" classname="./a_test.ts" time="0.000">
      <error message="Cancelled"/>
    </testcase>
    <testcase name="later" classname="./a_test.ts" time="0.000"><skipped/></testcase>
  </testsuite>
</testsuites>`;

Deno.test("a report's tests count once each, their steps with them", () => {
  assert.deepEqual(readJUnit(report), [
    { name: 'one > two "quoted"', outcome: "passed", seconds: 0.25, message: "" },
    { name: "breaks", outcome: "failed", seconds: 1, message: "AssertionError: 1 < 0" },
    { name: "cancelled", outcome: "failed", seconds: 0, message: "Cancelled" },
    { name: "later", outcome: "skipped", seconds: 0, message: "" },
  ]);
});

Deno.test("a run that wrote no report has no results", () => {
  assert.deepEqual(readJUnit(""), []);
});
