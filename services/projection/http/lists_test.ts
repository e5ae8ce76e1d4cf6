import assert from "node:assert/strict";
import { Contact, ContactChange, ContactList, Job } from "@rollcall/contracts/api";
import { fact } from "../testing/events.ts";
import {
  explained,
  explainedDecisions,
  explainedId,
  explainedList,
} from "../testing/explained_job.ts";
import { happens, problem, queryTest } from "../testing/query_test.ts";
import type { World } from "../testing/world.ts";

const completed = [...explained(), ...explainedDecisions(), explainedList()];
const path = `/jobs/${explainedId}`;

const reopened = (...numbers: number[]) =>
  fact("IssuesReopened", { jobId: explainedId, batchId: null, numbers: numbers.join(",") });

const resolved = (number: number, action: "skip" | "choose", chosenRowId?: number) =>
  fact("IssuesResolved", {
    jobId: explainedId,
    rule: null,
    batchId: null,
    resolutions: [{ number, action, ...(chosenRowId && { chosenRowId }) }],
  }, { edits: [] });

/** Row 5 is merged no more, row 7 is excluded, of rows 10 and 11 the other one stands. */
const changed = [
  reopened(1),
  reopened(2),
  reopened(5),
  resolved(1, "choose", 5),
  resolved(2, "skip"),
  resolved(5, "choose", 10),
  explainedList("1-3,5,8,10", 2),
];

const lists = async (world: World, query = "") =>
  ContactList.array().parse(await (await world.get(`${path}/lists${query}`)).json());
const idsOf = async (world: World, query = "") =>
  Contact.array().parse(await (await world.get(`${path}/contacts${query}`)).json())
    .map((contact) => contact.id);

queryTest(
  "finalising again gives a next version, and the former stays",
  completed,
  async (world) => {
    const before = await (await world.get(`${path}/contacts`)).json();
    await happens(world, changed);
    assert.deepEqual(await idsOf(world), [1, 2, 3, 5, 8, 10]);
    assert.deepEqual(await (await world.get(`${path}/contacts?list_version=1`)).json(), before);
    const job = Job.parse(await (await world.get(path)).json());
    assert.equal(job.list_version, 2);
    const told = (await lists(world)).map(({ finalized_at: _, ...list }) => list);
    assert.deepEqual(told, [
      {
        list_version: 2,
        contact_count: 6,
        current: true,
        finalized_by: "user-1",
        added: 1,
        removed: 1,
        changed: 2,
      },
      {
        list_version: 1,
        contact_count: 6,
        current: false,
        finalized_by: "user-1",
        added: 6,
        removed: 0,
        changed: 0,
      },
    ]);
  },
);

queryTest(
  "while issues are open again no list stands, former ones are there",
  completed,
  async (world) => {
    await happens(world, [reopened(2)]);
    assert.equal((await problem(await world.get(`${path}/contacts`), 409)).code, "NOT_FINALIZED");
    assert.deepEqual(await idsOf(world, "?list_version=1"), [1, 3, 5, 7, 8, 11]);
    assert.deepEqual((await lists(world)).map((list) => list.current), [false]);
    const unknown = await problem(await world.get(`${path}/contacts?list_version=2`), 404);
    assert.match(unknown.detail, /no version 2 of the clean list: the newest is 1/);
  },
);

queryTest(
  "a version that does not exist is 404, one that is no number 422",
  explained(),
  async (world) => {
    const none = await problem(await world.get(`${path}/contacts?list_version=1`), 404);
    assert.match(none.detail, /there is none yet/);
    await problem(await world.get(`${path}/contacts?list_version=0`), 422);
    await problem(await world.get(`${path}/contacts?list_version=x`), 422);
    await problem(await world.get(`${path}/contacts?list_version=99999999999`), 404);
    assert.deepEqual(await lists(world), []);
  },
);

const changes = async (world: World, query = "") =>
  ContactChange.array().parse(await (await world.get(`${path}/contacts/diff${query}`)).json());
const short = ({ change, before, after, fields }: ContactChange) =>
  [change, before?.id ?? null, after?.id ?? null, fields] as const;

queryTest(
  "a diff tells what was added, removed and changed, and in which fields",
  completed,
  async (world) => {
    await happens(world, changed);
    const expected = [
      ["added", null, 2, []],
      ["changed", 5, 5, ["phone", "Notes"]],
      ["removed", 7, null, []],
      // Another row of the same address: for who reads the list it is the same contact.
      ["changed", 11, 10, ["first_name"]],
    ];
    assert.deepEqual((await changes(world)).map(short), expected);
    assert.deepEqual((await changes(world, "?from=1&to=2")).map(short), expected);
    assert.deepEqual(await changes(world, "?from=2&to=2"), []);
    const back = (await changes(world, "?from=2&to=1")).map(short);
    assert.deepEqual(back.map(([change]) => change), ["removed", "changed", "added", "changed"]);
  },
);

queryTest(
  "a diff comes in pages that stay about the same two versions",
  completed,
  async (world) => {
    await happens(world, changed);
    const seen: ContactChange[] = [];
    let pages = 0;
    for (let next: string | undefined = `${path}/contacts/diff?limit=1`; next; pages++) {
      const response: Response = await world.get(next);
      seen.push(...ContactChange.array().parse(await response.json()));
      next = /<(.*)>/.exec(response.headers.get("link") ?? "")?.[1];
      // A third list in between would move the newest away from under us.
      if (pages === 0) await happens(world, [reopened(3), resolved(3, "skip"), third]);
    }
    assert.equal(pages, 4);
    assert.deepEqual(seen, await changes(world, "?from=1&to=2"));
    assert.deepEqual((await changes(world)).map(short), [["removed", 8, null, []]]);
  },
);

const third = explainedList("1-3,5,10", 3);

queryTest("a contact that comes back as it was is no change", completed, async (world) => {
  await happens(world, [...changed, reopened(2), explainedList("1,3,5,7-8,11", 3)]);
  const between = await changes(world, "?from=1&to=3");
  assert.deepEqual(between.map(short), [["changed", 5, 5, ["phone", "Notes"]]]);
  const [third] = await lists(world);
  assert.deepEqual([third!.added, third!.removed, third!.changed], [1, 1, 1]);
});

queryTest("there is nothing to compare before there are two lists", completed, async (world) => {
  const single = await problem(await world.get(`${path}/contacts/diff`), 409);
  assert.equal(single.code, "NO_FORMER_LIST");
  await problem(await world.get(`${path}/contacts/diff?from=1&to=2`), 404);
  await problem(await world.get(`${path}/contacts/diff?from=3&to=1`), 404);
});

queryTest("without a list there is no diff", explained(), async (world) => {
  assert.equal(
    (await problem(await world.get(`${path}/contacts/diff`), 409)).code,
    "NOT_FINALIZED",
  );
});
