/** What the server writes has a form that the catalogue knows. */
import assert from "node:assert/strict";
import { repairEmail } from "../../../../domain/contacts/repair_email.ts";
import { summaryOf } from "../../../../services/projection/fold/summary.ts";
import { golden } from "../../../../services/projection/schema/golden.ts";
import { translated } from "./summaries.ts";

Deno.test("every line of a job's history that the server can write is told in the words of the page", () => {
  const lines = new Set(golden.map(summaryOf));
  assert.ok(lines.size >= 15, `${lines.size}`);
  assert.deepEqual([...lines].filter((line) => translated(line) === undefined), []);
});

Deno.test("a line of a form that is not known stays as the server wrote it", () => {
  assert.equal(translated("Something quite new happened."), undefined);
});
