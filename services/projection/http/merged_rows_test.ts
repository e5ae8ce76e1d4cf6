import assert from "node:assert/strict";
import { byKey, valueAt } from "@rollcall/contracts";
import { Contact, type Issue, Job, type Provenance, RawRow } from "@rollcall/contracts/api";
import { fact, jobCreated, parsedRows, rowsParsed } from "../testing/events.ts";
import { happens, queryTest } from "../testing/query_test.ts";
import { finalized, jobId, needsReview, resolved, rowsMerged } from "../testing/reviewed_job.ts";
import type { World } from "../testing/world.ts";

const list = () => {
  const { type, data, personal } = finalized() as Extract<
    ReturnType<typeof finalized>,
    { type: "JobFinalized" }
  >;
  return { type, data: { ...data, contactCount: 4, mergedCount: 1, rowIds: "1,3,5-6" }, personal };
};

const facts = [...needsReview(), ...resolved(), rowsMerged(), list()];

const read = async <T>(world: World, path: string): Promise<T> =>
  await (await world.get(`/jobs/${jobId}${path}`)).json();

const account = async (world: World, query = "") => {
  const job = Job.parse(await read(world, query));
  return [job.total_rows, job.contact_count, job.merged_rows, job.left_out_rows];
};

queryTest("rows read are contacts, merged rows and excluded rows", facts, async (world) => {
  assert.deepEqual(await account(world), [6, 4, 1, 1]);
  const idsOf = async (state: string) => {
    const rows = RawRow.array().parse(await read(world, `/rows?filter=state:is:${state}`));
    return rows.map((row) => row.raw_row_id);
  };
  assert.deepEqual(await idsOf("contact"), [1, 3, 5, 6]);
  assert.deepEqual(await idsOf("merged"), [2]);
  assert.deepEqual(await idsOf("excluded"), [4]);
  const rows = RawRow.array().parse(await read(world, "/rows"));
  assert.deepEqual(rows.flatMap(({ merged_into }) => merged_into ?? []), [
    { raw_row_id: 3, row_number: 4 },
  ]);
});

queryTest("what a contact lacked is filled in, and told from where", facts, async (world) => {
  const contacts = Contact.array().parse(await read(world, "/contacts"));
  const third = contacts.find((contact) => contact.id === 3)!;
  assert.deepEqual([third.phone, third.extra], ["+49301234567", { Notes: "met", Badge: "yes" }]);
  const { fields } = await read<Provenance>(world, "/contacts/3/provenance");
  const phone = fields.find(({ field }) => field === "phone")!;
  assert.deepEqual([phone.how, phone.raw_row_id, phone.row_number], ["filled", 2, 3]);
  assert.match(phone.reason, /^Filled in from row 3, which names the same person/);
  // A list's own: a row that is asked about shows what it says itself.
  const found = await read<{ id: number }[]>(world, "/contacts?filter=Badge:is:yes");
  assert.deepEqual(found.map(({ id }) => id), [3]);
});

queryTest("a row that went into the one that was chosen repeats it", facts, async (world) => {
  const told = await read<Provenance>(world, "/contacts/3/provenance");
  const repeats = { raw_row_id: 2, row_number: 3, reason: "repeats row 4" };
  assert.deepEqual([told.merged, told.merged_count], [[repeats], 1]);
  // It is in a contact: nothing of this address is excluded.
  assert.deepEqual([told.left_out, told.left_out_count], [[], 0]);
  const rejected = await (await world.get(`/jobs/${jobId}/rejected.csv`)).text();
  assert.match(rejected, /"3","repeats row 4"/);
});

queryTest("what merged people fill in is told as that", [
  ...needsReview(),
  fact("IssuesResolved", {
    jobId,
    rule: null,
    batchId: null,
    resolutions: [{ number: 1, action: "merge", chosenRowId: 3 }],
  }, { edits: [{ number: 1, rowId: 3, values: byKey([]), sources: byKey([]) }] }),
  ...resolved().slice(1),
  rowsMerged(),
  list(),
], async (world) => {
  const { fields, merged } = await read<Provenance>(world, "/contacts/3/provenance");
  const phone = fields.find(({ field }) => field === "phone")!;
  assert.deepEqual([phone.how, phone.row_number], ["filled", 3]);
  assert.match(phone.reason, /^Filled in from row 3, which was merged into it: row 4 has/);
  assert.deepEqual(merged.map(({ reason }) => reason), ["merged into row 4"]);
});

queryTest("a row says what it was before it was edited, or others merged into it", [
  ...needsReview(),
  fact("IssuesResolved", {
    jobId,
    rule: null,
    batchId: null,
    resolutions: [{ number: 1, action: "merge", chosenRowId: 3 }],
  }, {
    edits: [{
      number: 1,
      rowId: 3,
      values: byKey({ first_name: "Merged" }),
      sources: byKey({ first_name: 2 }),
    }],
  }),
  ...resolved().slice(1),
], async (world) => {
  const issues = await read<Issue[]>(world, "/issues");
  const first = (data: Issue["payload"]["candidates"][number]["data"] | undefined) =>
    data && valueAt(data, "first_name");
  const [merged, edited, kept] = issues.map(({ payload }) => payload.candidates);
  assert.deepEqual(merged!.map(({ data }) => first(data)).at(-1), "Merged");
  assert.equal(first(merged!.at(-1)!.before), "Ada3");
  assert.equal(merged![0]!.before, undefined, "the other row is as it was");
  assert.equal(valueAt(edited![0]!.before!, "Notes"), "met");
  assert.equal(valueAt(edited![0]!.data, "Notes"), "typed");
  assert.ok(kept!.every(({ before }) => before === undefined));
});

const ann = (first: string) => ({ email: "ann@example.com", first });

queryTest("an issue of several people says which rows are of one", [
  ...needsReview().slice(0, 2),
  rowsParsed(
    jobId,
    1,
    parsedRows(1, 5, {
      1: ann("Ann"),
      2: ann("Bob"),
      3: ann(" ANN"),
      4: ann("Bo"),
      5: ann("Bob"),
    }),
  ),
  fact("IssuesOpened", {
    jobId,
    issues: [{ number: 1, type: "DUPLICATE_EMAIL", rowIds: [1, 2, 3, 4, 5] }],
  }, { keys: ["ann@example.com"] }),
  fact("DedupeCompleted", { jobId, issueCount: 1, repeatedRows: 0 }),
], async (world) => {
  const [issue] = await read<Issue[]>(world, "/issues");
  assert.deepEqual(issue!.payload.people, [[1, 3], [2, 5], [4]]);
});

queryTest("it holds as long as the list, and in the list that was", facts, async (world) => {
  const before = (await read<Job>(world, "")).version;
  await happens(world, [fact("IssuesReopened", { jobId, batchId: null, numbers: "2" })]);
  assert.deepEqual(await account(world), [6, null, null, null]);
  assert.deepEqual(await account(world, `?at_version=${before}`), [6, 4, 1, 1]);
  const rows = await read<RawRow[]>(world, "/rows");
  assert.ok(rows.every(({ merged_into }) => merged_into === null));
  for (const query of ["list_version=1", `at_version=${before}`]) {
    const contacts = await read<Contact[]>(world, `/contacts?${query}`);
    assert.equal(contacts.find(({ id }) => id === 3)!.phone, "+49301234567", query);
  }
  const again = await read<RawRow[]>(world, `/rows?at_version=${before}`);
  assert.deepEqual(again[1]!.merged_into, { raw_row_id: 3, row_number: 4 });
});

queryTest(
  "a difference that is told is resolved from the start, and counted as a warning",
  [
    ...needsReview().slice(0, -2),
    fact("IssuesOpened", {
      jobId,
      issues: [{ number: 1, type: "DUPLICATE_DIFFERS", rowIds: [2, 3], told: true }],
    }, { keys: ["ann@example.com"] }),
    fact("DedupeCompleted", { jobId, issueCount: 0, repeatedRows: 1 }),
  ],
  async (world) => {
    const job = Job.parse(await read(world, ""));
    assert.equal(job.open_issues, 0);
    assert.deepEqual(job.warning_counts, { DUPLICATE_DIFFERS: 1 });
    const [issue] = await read<{ status: string; resolution: object }[]>(world, "/issues");
    assert.equal(issue!.status, "RESOLVED");
    const { resolved_at: _, ...resolution } = issue!.resolution as { resolved_at: string };
    assert.deepEqual(resolution, {
      action: "choose",
      chosen_row_id: 2,
      rule: "same_person",
      resolved_by: null,
    });
    const found = await read<RawRow[]>(world, "/rows?filter=warning:is:DUPLICATE_DIFFERS");
    assert.deepEqual(found.map(({ raw_row_id }) => raw_row_id), [2, 3]);
    const told = (rows: RawRow[]) =>
      rows.filter(({ warnings }) => warnings.includes("DUPLICATE_DIFFERS"))
        .map(({ raw_row_id }) => raw_row_id);
    assert.deepEqual(told(found), [2, 3], "the row shows what the filter finds");
    assert.deepEqual(told(await read(world, "/rows")), [2, 3]);
    assert.deepEqual(told(await read(world, `/rows?at_version=${job.version}`)), [2, 3]);
    const revised = { number: 1, rowIds: "2", status: "WITHDRAWN" as const };
    await happens(world, [fact("IssuesRevised", { jobId, issues: [revised] })]);
    assert.deepEqual(told(await read(world, "/rows")), [], "nothing differs any more");
    assert.deepEqual(await read(world, "/rows?filter=warning:is:DUPLICATE_DIFFERS"), []);
  },
);

const asking = jobCreated(jobId) as Extract<ReturnType<typeof jobCreated>, { type: "JobCreated" }>;

queryTest("what is asked is no warning, to the row, the filter and the job", [
  { ...asking, data: { ...asking.data, samePerson: "ask" } },
  ...needsReview().slice(1, -2),
  fact("IssuesOpened", {
    jobId,
    issues: [{ number: 1, type: "DUPLICATE_DIFFERS", rowIds: [2, 3] }],
  }, { keys: ["ann@example.com"] }),
  fact("DedupeCompleted", { jobId, issueCount: 1, repeatedRows: 1 }),
], async (world) => {
  assert.deepEqual(Job.parse(await read(world, "")).warning_counts, {});
  const rows = await read<RawRow[]>(world, "/rows");
  assert.ok(rows.every(({ warnings }) => warnings.length === 0));
  assert.deepEqual(await read(world, "/rows?filter=warning:is:DUPLICATE_DIFFERS"), []);
  const asked = await read<RawRow[]>(world, "/rows?filter=issue:is:DUPLICATE_DIFFERS");
  assert.deepEqual(asked.map(({ raw_row_id }) => raw_row_id), [2, 3]);
});
