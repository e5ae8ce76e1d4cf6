/** Decisions that one rule brought: every answer tells them like any other. */
import assert from "node:assert/strict";
import { byKey, type Fact } from "@rollcall/contracts";
import { Issue, Job } from "@rollcall/contracts/api";
import { readJob } from "../records/stored_job.ts";
import { StoredRecords } from "../records/stored_records.ts";
import { happens, queryTest } from "../testing/query_test.ts";
import { fact, jobCreated, parsedRows, rowsParsed } from "../testing/events.ts";
import type { World } from "../testing/world.ts";

const jobId = "0198c0de-0000-7000-8000-0000000000cc";
const batchId = "0198c0de-0000-4000-8000-0000000000b1";
/** Each row has no address, and no first name: what is asked fills more than two lines of states. */
const ROWS = 320;

const noChange = Object.fromEntries(
  Array.from({ length: ROWS }, (_, i) => [i + 1, { email: "", first: "" }]),
);

const asked: Fact[] = [
  jobCreated(jobId, "user-1", ROWS),
  rowsParsed(jobId, 1, parsedRows(1, ROWS, noChange)),
  fact("IssuesOpened", {
    jobId,
    issues: Array.from({ length: ROWS * 2 }, (_, i) => ({
      number: i + 1,
      type: i % 2 ? "MISSING_FIRST_NAME" as const : "MISSING_EMAIL" as const,
      rowIds: [(i >> 1) + 1],
    })),
  }, { keys: Array.from({ length: ROWS * 2 }, (_, i) => `row-${(i >> 1) + 2}`) }),
  fact("DedupeCompleted", { jobId, issueCount: ROWS * 2, repeatedRows: 0 }),
];

const numbers = (from: number) => Array.from({ length: ROWS }, (_, i) => from + 2 * i);

/** All rows excluded, as one fact; and as the list of single decisions that was written before. */
const told = { jobId, rule: "skip", batchId };
const atOnce = fact("IssuesResolved", {
  ...told,
  resolutions: [],
  alike: [
    { action: "skip", numbers: numbers(1).join(",") },
    { action: "skip", numbers: numbers(2).join(","), viaBefore: 1 },
  ],
});
const oneByOne = fact("IssuesResolved", {
  ...told,
  resolutions: numbers(1).flatMap((number) => [
    { number, action: "skip" as const },
    { number: number + 1, action: "skip" as const, via: number },
  ]),
}, { edits: [] });

/** One of the batch opened again and edited, and another row left open. */
const inside: Fact[] = [
  fact("IssuesReopened", { jobId, batchId: null, numbers: "301-302,511-513" }),
  fact("IssuesResolved", {
    jobId,
    rule: null,
    batchId: null,
    resolutions: [{ number: 301, action: "edit" }],
  }, { edits: [{ number: 301, rowId: 151, values: byKey({ email: "x@y.org" }) }] }),
  fact("IssuesResolved", {
    jobId,
    rule: null,
    batchId: null,
    resolutions: [],
    alike: [{ action: "keep", numbers: "511-512" }],
  }),
];
const finalized = fact("JobFinalized", {
  jobId,
  listVersion: 1,
  contactCount: 1,
  mergedCount: 0,
  rowIds: "151",
  automatic: false,
});
const undone = fact("IssuesReopened", { jobId, batchId, numbers: "1-300,303-510,514-640" });

/** What the API says of the job, page by page, now or at a version. */
async function seen({ get }: Pick<World, "get">, at = "") {
  const pages = async (query: string) => {
    const all: Issue[] = [];
    let path: string | undefined = `/jobs/${jobId}/issues?limit=70${query}${at}`;
    while (path) {
      const answer = await get(path);
      all.push(...Issue.array().parse(await answer.json()));
      const link = /<([^>]+)>; rel="next"/.exec(answer.headers.get("link") ?? "")?.[1];
      path = link && link.replace(/^https?:\/\/[^/]+/, "");
    }
    return all;
  };
  const job = Job.parse(await (await get(`/jobs/${jobId}?${at.slice(1)}`)).json());
  const { version: _, updated_at: __, delete_after: ___, ...rest } = job;
  return {
    job: rest,
    all: await pages(""),
    open: await pages("&status=OPEN"),
    resolved: await pages("&status=RESOLVED&type=MISSING_FIRST_NAME"),
    typed: await pages("&type=MISSING_EMAIL"),
  };
}

/** The same without when it was decided: that is a second later for each event before. */
const withoutTimes = (of: Awaited<ReturnType<typeof seen>>) =>
  JSON.parse(JSON.stringify(of, (key, value) => /_at$/.test(key) ? undefined : value));

queryTest(
  "issues that a rule resolved are told as if each had been for itself",
  asked,
  async (world) => {
    await happens(world, [atOnce]);
    const said = await seen(world);
    assert.equal(said.job.open_issues, 0);
    assert.deepEqual(said.open, []);
    assert.deepEqual(said.all.map(({ id }) => Number(id.split(".").at(-1))).slice(0, 3), [1, 2, 3]);
    assert.deepEqual([said.all.length, said.resolved.length, said.typed.length], [640, 320, 320]);
    const { resolved_at, ...resolution } = said.all[1]!.resolution!;
    assert.deepEqual(resolution, {
      action: "skip",
      rule: "skip",
      batch_id: batchId,
      via: said.all[0]!.id,
      resolved_by: "user-1",
    });
    assert.ok(resolved_at);
    await happens(world, [
      fact("IssuesReopened", { jobId, batchId, numbers: "1-640" }),
      oneByOne,
    ]);
    assert.deepEqual(withoutTimes(await seen(world)), withoutTimes(said));
  },
);

queryTest(
  "some of a batch are opened and decided anew, the rest undone at once",
  asked,
  async (world) => {
    await happens(world, [atOnce]);
    const before = await happens(world, inside);
    const partly = await seen(world);
    assert.deepEqual(partly.open.map(({ id }) => id), [`${jobId}.302`, `${jobId}.513`]);
    assert.deepEqual(partly.job.issue_counts, {
      MISSING_EMAIL: { open: 1, total: 320 },
      MISSING_FIRST_NAME: { open: 1, total: 320 },
    });
    assert.equal(partly.all[300]!.resolution!.action, "edit");
    assert.equal(partly.all[511]!.resolution!.action, "keep");
    assert.equal(partly.all[513]!.resolution!.batch_id, batchId);

    const records = new StoredRecords(world.sql, (await readJob(world.sql, jobId))!);
    const decided = await records.decidedOn([1, 151, 256]);
    assert.deepEqual(
      decided.map(({ number, resolution }) => [number, resolution!.action, resolution!.via]),
      [[1, "skip", null], [2, "skip", 1], [301, "edit", null], [511, "keep", null], [
        512,
        "keep",
        null,
      ]],
    );

    await happens(world, [finalized]);
    const csv = await (await world.get(`/jobs/${jobId}/rejected.csv`)).text();
    assert.match(csv, /excluded by the rule/);

    await happens(world, [undone]);
    const after = await seen(world);
    assert.equal(after.open.length, 637);
    assert.deepEqual(
      after.all.filter(({ status }) => status === "RESOLVED").map(({ id }) => id),
      [301, 511, 512].map((number) => `${jobId}.${number}`),
    );
    assert.equal(after.job.status, "NEEDS_REVIEW");
    // The past has its own tables, of the same fold.
    assert.deepEqual(await seen(world, `&at_version=${before}`), partly);

    const [shown] = await world.sql`
    select count(*) filter (where status = 'OPEN') as open, count(*) as issues,
           (select count(*) from read_models.issue_resolutions where job_id = ${jobId}) as decided
      from read_models.issues where job_id = ${jobId}`;
    assert.deepEqual({ ...shown }, { open: 637, issues: 640, decided: 3 });

    // A set of more than a few numbers takes back the edits that are there, and those alone.
    const last = await happens(world, [
      fact("IssuesReopened", { jobId, batchId: null, numbers: "1-640" }),
    ]);
    const edits = await world.sql`select number, undone_position from read_models.row_edits`;
    assert.deepEqual(edits.map((edit) => ({ ...edit })), [{ number: 301, undone_position: last }]);
    assert.equal((await seen(world)).job.open_issues, 640);
  },
);
