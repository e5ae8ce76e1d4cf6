/** Search, sort and filter of rows and contacts (promise 12: one pass over the job's chunks). */
import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import { Contact, RawRow } from "@rollcall/contracts/api";
import fc from "fast-check";
import { fact } from "../testing/events.ts";
import { happens, problem, queryTest } from "../testing/query_test.ts";
import { finalized, jobId, needsReview, settled } from "../testing/reviewed_job.ts";
import type { World } from "../testing/world.ts";

const completed = [...needsReview(), ...settled(), finalized()];

async function found(world: World, path: string, query: Record<string, string | string[]>) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) search.append(name, one);
  }
  const ids: number[] = [];
  let total: string | null = null;
  for (let next: string | undefined = `/jobs/${jobId}/${path}?${search}`; next;) {
    const response = await world.get(next);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    total ??= response.headers.get("x-total-count");
    const page = path === "rows"
      ? RawRow.array().parse(JSON.parse(text)).map((row) => row.raw_row_id)
      : Contact.array().parse(JSON.parse(text)).map((contact) => contact.id);
    ids.push(...page);
    next = /<(.*)>/.exec(response.headers.get("link") ?? "")?.[1];
  }
  return { ids, total: Number(total) };
}

queryTest("rows are found by any value, as they are now", completed, async (world) => {
  const rows = async (query: Record<string, string | string[]>) =>
    (await found(world, "rows", { limit: "2", ...query })).ids;
  assert.deepEqual(await rows({ q: "ADA4" }), [4]);
  assert.deepEqual(await rows({ q: "eve@example" }), [5], "an edited address");
  assert.deepEqual(await rows({ q: "typed" }), [5], "an edited column");
  assert.deepEqual(await rows({ q: "|' /C calc'" }), [6]);
  assert.deepEqual(await rows({ q: '","' }), [], "what stands between values is none of them");
  assert.deepEqual(await rows({ filter: "first_name:empty" }), [6]);
  assert.deepEqual(await rows({ filter: "first_name:filled", sort: "-first_name" }), [
    5,
    4,
    3,
    2,
    1,
  ]);
  assert.deepEqual(await rows({ filter: "email:is:ANN@example.com" }), [2, 3]);
  assert.deepEqual(await rows({ filter: ["email:contains:ann", "state:is:excluded"] }), [2]);
  assert.deepEqual(await rows({ filter: "state:is:contact" }), [1, 3, 4, 5, 6]);
  assert.deepEqual(await rows({ filter: "state:is:open" }), []);
  assert.deepEqual(await rows({ filter: "issue:is:MISSING_EMAIL" }), [5]);
  assert.deepEqual(await rows({ filter: "warning:is:ROW_TOO_SHORT" }), []);
});

queryTest("contacts are found in each version of the list", completed, async (world) => {
  await happens(world, [
    fact("IssuesReopened", { jobId, batchId: null, numbers: [2] }),
    fact("IssuesResolved", {
      jobId,
      rule: null,
      batchId: null,
      resolutions: [{ number: 2, action: "edit" }],
    }, {
      edits: [{
        number: 2,
        rowId: 5,
        values: byKey({ email: "zoe@example.com", first_name: "Zoë" }),
      }],
    }),
    finalized(jobId, 2),
  ]);
  const contacts = (query: Record<string, string>) => found(world, "contacts", query);
  assert.deepEqual(await contacts({ q: "eve@", list_version: "1" }), { ids: [5], total: 1 });
  assert.deepEqual(await contacts({ q: "eve@" }), { ids: [], total: 0 });
  assert.deepEqual(await contacts({ filter: "first_name:is:ZOË" }), { ids: [5], total: 1 });
  assert.deepEqual((await contacts({ sort: "email", limit: "2" })).ids, [3, 1, 4, 6, 5]);
  assert.deepEqual((await contacts({ sort: "-email", limit: "2" })).ids, [5, 6, 4, 1, 3]);
});

queryTest("every page of every order has each row once", completed, async (world) => {
  const fields = fc.constantFrom("email", "first_name", "last_name", "phone", "Notes", "job_title");
  await fc.assert(
    fc.asyncProperty(
      fields,
      fc.boolean(),
      fc.integer({ min: 1, max: 7 }),
      async (key, down, limit) => {
        const sort = `${down ? "-" : ""}${key}`;
        const { ids, total } = await found(world, "rows", { sort, limit: String(limit) });
        const { ids: whole } = await found(world, "rows", { sort });
        assert.deepEqual(ids, whole);
        assert.deepEqual([ids.toSorted(), total], [[1, 2, 3, 4, 5, 6], 6]);
      },
    ),
    { numRuns: 20 },
  );
});

queryTest("what is not understood is refused with a sentence", completed, async (world) => {
  const refusal = async (query: string) =>
    (await problem(await world.get(`/jobs/${jobId}/rows?${query}`), 422)).detail;
  assert.match(await refusal("filter=company"), /"company" is no filter: write field:is:text/);
  assert.match(await refusal("filter=nobody:is:x"), /"nobody" is neither a field nor a column/);
  assert.match(await refusal("filter=state:is:gone"), /no state: contact, merged, excluded, open/);
  assert.match(await refusal("sort=nobody"), /"nobody" is neither/);
  assert.match(await refusal("q=a&at_version=3"), /only the present is searched/);
  for (const path of ["rows", "contacts"]) {
    for (const query of ["q=%00", "q=a%00", "filter=email:contains:a%00b", "filter=email:is:%00"]) {
      const { detail } = await problem(await world.get(`/jobs/${jobId}/${path}?${query}`), 422);
      assert.match(detail, /holds U\+0000 .* leave that character out/, `${path}?${query}`);
    }
  }
});
