/** What the page of the outcome says of each column: how full, how varied, what was normalised. */
import assert from "node:assert/strict";
import { ColumnFill } from "@rollcall/contracts/api";
import {
  explained,
  explainedDecisions,
  explainedId,
  explainedList,
} from "../testing/explained_job.ts";
import { queryTest } from "../testing/query_test.ts";

const completed = [...explained(), ...explainedDecisions(), explainedList()];

queryTest("columns: their different and their normalised values", completed, async (world) => {
  const response = await world.get(`/jobs/${explainedId}/contacts/columns`);
  const found = ColumnFill.array().parse(await response.json());
  const counts = Object.fromEntries(
    found.map(({ name, filled, distinct, normalized }) => [name, [filled, distinct, normalized]]),
  );
  assert.deepEqual(counts, {
    // "Ann@X.org" is shown in small letters; one contact has no address.
    email: [5, 5, 1],
    first_name: [6, 6, 0],
    last_name: [6, 6, 0],
    // Two numbers are shown in E.164, one of them typed by a decision.
    phone: [2, 2, 2],
    company: [0, 0, 0],
    job_title: [0, 0, 0],
    "E-Mail 2": [1, 1, 0],
    Notes: [3, 3, 0],
  });
});
