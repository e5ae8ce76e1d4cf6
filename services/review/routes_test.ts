/** The review's commands over HTTP, through the app, on a real Postgres. */
import assert from "node:assert/strict";
import { formatIssueId, jobStream, type RecordedEvent } from "@rollcall/contracts";
import type { Problem } from "@rollcall/contracts/api";
import { newId } from "@rollcall/event-store";
import { authenticate } from "@rollcall/platform/auth.ts";
import { silentLog } from "@rollcall/platform/log.ts";
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { type Fixture, storeTest } from "../../tests/harness/event_store.ts";
import { deletedJob, type Person, readAll } from "../../tests/harness/job.ts";
import type { Busy, ReviewCommands } from "./review_commands.ts";
import { Reviews } from "./reviews.ts";
import { reviewApp } from "./routes.ts";
import { reviewedJob, type TestIssue } from "./testing/reviewed_job.ts";

const note = () => {};
const pair = await generateKeyPair("EdDSA");
const keys = createLocalJWKSet({ keys: [{ ...await exportJWK(pair.publicKey), alg: "EdDSA" }] });
const auth = {
  JWKS_URL: "http://127.0.0.1:1/",
  JWT_ISSUER: "i",
  JWT_AUDIENCE: "a",
  WEB_ORIGINS: ["http://web.test"],
};
const tokenOf = (user: string) =>
  new SignJWT().setProtectedHeader({ alg: "EdDSA" }).setSubject(user).setIssuer("i")
    .setAudience("a").setExpirationTime("1h").sign(pair.privateKey);
const [anna, berta] = [await tokenOf("anna"), await tokenOf("berta")];

const PEOPLE: Person[] = [
  ["a@x.org", "Ann", "Lee"],
  ["a@x.org", "Bob", "Lee"],
  ["", "Cyd", "Ray"],
  ["d@x.org", "Dan", "Fox"],
  ["eve@gmial.com", "Eve", "Lee"],
  ["a@x.org", "Cid", "Lee"],
];
const ISSUES: TestIssue[] = [
  { type: "DUPLICATE_EMAIL", key: "a@x.org", rowIds: [1, 2, 6] },
  { type: "MISSING_EMAIL", key: "row-4", rowIds: [3] },
  { type: "EMAIL_TYPO", key: "eve@gmial.com", rowIds: [5] },
];

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

interface World extends Fixture {
  jobId: string;
  issue(number: number): string;
  stream(): Promise<RecordedEvent[]>;
  post(path: string, json?: unknown, headers?: Record<string, string>): Promise<Answer>;
  undo(number: number, seenVersion?: unknown): Promise<Answer>;
  undoBatch(batchId: unknown, headers?: Record<string, string>): Promise<Answer>;
}

function routesTest(name: string, test: (world: World) => Promise<void>): void {
  storeTest(`review: ${name}`, async (fixture) => {
    const { jobId, stream } = await reviewedJob(fixture.store, PEOPLE, ISSUES);
    const reviews = new Reviews(fixture.store);
    const app = reviewApp({
      log: silentLog(),
      authenticate: authenticate(auth, keys),
      reviews,
      note,
    });
    const call = async (path: string, init: RequestInit) => {
      const headers = { authorization: `Bearer ${anna}`, ...init.headers };
      const answer = await app.request(path, { ...init, headers });
      return { status: answer.status, body: await answer.json() };
    };
    const issue = (number: number) => `/issues/${formatIssueId(jobId, number)}`;
    await test({
      ...fixture,
      jobId,
      stream,
      issue,
      post: (path, json, headers = {}) =>
        call(path, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          ...(json !== undefined && { body: JSON.stringify(json) }),
        }),
      undo: (number, seenVersion) => {
        const query = seenVersion === undefined ? "" : `?seen_version=${seenVersion}`;
        return call(`${issue(number)}/resolution${query}`, { method: "DELETE" });
      },
      undoBatch: (batchId, headers = {}) =>
        call(`/jobs/${jobId}/batches/${batchId}`, { method: "DELETE", headers }),
    });
  });
}

function assertProblem({ status, body }: Answer, expected: number, code: string): Problem {
  assert.deepEqual([status, body.status, body.code], [expected, expected, code]);
  return body as Problem;
}

routesTest("a job goes from its issues to its list", async (world) => {
  const { post, issue, jobId, stream, store } = world;
  const open = await post(`/jobs/${jobId}/finalize`);
  assert.match(assertProblem(open, 409, "ISSUES_OPEN").detail, /3 issues are still open/);
  const chosen = await post(`${issue(1)}/resolve`, { chosen_row_id: 2 });
  assert.deepEqual(chosen, {
    status: 200,
    body: { ok: true, issue_id: formatIssueId(jobId, 1), version: await store.head() },
  });
  const bulk = await post(`/jobs/${jobId}/resolve`, { type: "MISSING_EMAIL", rule: "skip" });
  const { batch_id, ...rest } = bulk.body;
  assert.deepEqual(rest, { ok: true, resolved: 1, version: await store.head() });
  assert.equal(((await stream()).at(-1) as RecordedEvent<"IssuesResolved">).data.batchId, batch_id);
  const nothing = await post(`/jobs/${jobId}/resolve`, { type: "MISSING_EMAIL", rule: "skip" });
  const notice = "1 issue was resolved before, and the rule changes nothing there.";
  const stays = { already_resolved: 1, notice };
  assert.deepEqual(nothing.body, { ...rest, resolved: 0, batch_id: null, ...stays });
  await post(`${issue(3)}/resolve`, { action: "skip" });
  const done = await post(`/jobs/${jobId}/finalize`);
  assert.deepEqual(done, {
    status: 200,
    body: {
      ok: true,
      status: "COMPLETED",
      contact_count: 2,
      list_version: 1,
      version: await store.head(),
    },
  });
  const list = (await stream()).at(-1) as RecordedEvent<"JobFinalized">;
  assert.equal(list.data.rowIds, "2,4");
  assert.deepEqual(await post(`/jobs/${jobId}/finalize`), done);
});

routesTest("every action is understood, and undone", async ({ post, undo, issue, stream }) => {
  const decisions: [number, unknown, string][] = [
    [1, { action: "choose", chosen_row_id: 1 }, "choose"],
    [1, { action: "keep" }, "keep"],
    [1, { action: "skip" }, "skip"],
    [1, { action: "edit", raw_row_id: 2, data: { email: "bob@x.org" } }, "edit"],
    [1, { action: "merge", fields: { company: { value: "Acme" } } }, "merge"],
    [3, { action: "take_suggestion" }, "edit"],
    [2, { action: "edit", data: { email: "cyd@x.org" } }, "edit"],
  ];
  for (const [number, decision, action] of decisions) {
    const answer = await post(`${issue(number)}/resolve`, decision);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const last = (await stream()).findLast((event) => event.type === "IssuesResolved");
    assert.ok(last?.type === "IssuesResolved");
    assert.equal(last.data.resolutions[0]?.action, action);
    assert.equal((await undo(number)).status, 200);
    assertProblem(await undo(number), 409, "NOT_RESOLVED");
  }
});

routesTest(
  "what cannot be decided so is refused with a sentence",
  async ({ post, issue, stream, jobId }) => {
    const before = (await stream()).length;
    const resolve = (number: number, decision: unknown) =>
      post(`${issue(number)}/resolve`, decision);
    const rule = (json: unknown) => post(`/jobs/${jobId}/resolve`, json);
    assertProblem(await resolve(1, { chosen_row_id: 4 }), 422, "NOT_A_CANDIDATE");
    for (
      const wrong of [
        {},
        { action: "burn" },
        { action: "choose" },
        { chosen_row_id: "2" },
        { action: "skip", more: 1 },
        { action: "edit", data: { email: 1 } },
        { action: "edit", data: { company: "Acme\0" } },
        { action: "edit", data: { company: "Acme \ud83d" } },
        { action: "merge", fields: { company: { value: "Acme\0" } } },
        { action: "use_column", column: "\0" },
        [],
        null,
      ]
    ) assertProblem(await resolve(1, wrong), 422, "VALIDATION_FAILED");
    const stillWrong = await resolve(2, { action: "edit", data: { email: "u@localhost" } });
    assert.equal(stillWrong.status, 422);
    const merge = (fields: unknown) => resolve(1, { action: "merge", fields });
    for (const wrong of [undefined, { company: "Acme" }, { company: { from: 1, value: "x" } }]) {
      assertProblem(await merge(wrong), 422, "VALIDATION_FAILED");
    }
    const faults: [unknown, string, string][] = [
      [{ company: { from: 4 } }, "NOT_A_CANDIDATE", "body.fields.company"],
      [{ shoe: { from: 1 } }, "UNKNOWN_FIELD", "body.fields.shoe"],
      [{ first_name: { value: "" } }, "MISSING_FIRST_NAME", "body.fields.first_name"],
    ];
    for (const [fields, code, path] of faults) {
      const problem = assertProblem(await merge(fields), 422, code);
      assert.deepEqual(problem.errors?.map((error) => error.path), [path]);
    }
    const unknown = await resolve(2, { action: "edit", data: { shoe: "9" } });
    const [error] = assertProblem(unknown, 422, "UNKNOWN_FIELD").errors!;
    assert.equal(error!.path, "body.data.shoe");
    assertProblem(await resolve(2, { action: "take_suggestion" }), 422, "NO_SUGGESTION");
    assertProblem(await rule({ type: "MISSING_EMAIL", rule: "first" }), 422, "RULE_DOES_NOT_FIT");
    assertProblem(await rule({ type: "SOMETHING", rule: "skip" }), 422, "VALIDATION_FAILED");
    for (const some of [{ issues: "3-1" }, { issues: "" }, { raw_row_ids: "1;2" }]) {
      const unread = await rule({ type: "EMAIL_TYPO", rule: "skip", ...some });
      assertProblem(unread, 422, "VALIDATION_FAILED");
    }
    assert.equal((await stream()).length, before);
  },
);

routesTest("a rule is for some issues, or for those about some rows", async (world) => {
  const { post, jobId } = world;
  const rule = { type: "EMAIL_TYPO", rule: "take_suggestion" };
  for (
    const [some, resolves] of [
      [{ issues: "1-2" }, 0],
      [{ issues: "2-9" }, 1],
      [{ raw_row_ids: "1-4,6" }, 0],
      [{ raw_row_ids: "5" }, 1],
    ] as const
  ) {
    const preview = await post(`/jobs/${jobId}/resolve/preview`, { ...rule, ...some });
    assert.deepEqual([preview.status, preview.body.resolves], [200, resolves]);
  }
  const none = await post(`/jobs/${jobId}/resolve`, { ...rule, issues: "1" });
  assert.deepEqual([none.body.resolved, none.body.batch_id], [0, null]);
  const done = await post(`/jobs/${jobId}/resolve`, { ...rule, issues: "3", raw_row_ids: "5" });
  assert.equal(done.body.resolved, 1);
});

routesTest("an issue about the whole file takes a column of it", async (world) => {
  const { post, jobId, store } = world;
  const ofFile = await reviewedJob(store, [["a@x.org", "Ann", "Lee"]], [
    { type: "MISSING_LAST_NAME", key: "file", scope: "file", rowIds: [] },
  ]);
  const path = `/issues/${formatIssueId(ofFile.jobId, 1)}/resolve`;
  const use = (column: unknown) => post(path, { action: "use_column", column });
  for (const [column, code] of [["Tribe", "UNKNOWN_COLUMN"], ["company", "COLUMN_TAKEN"]]) {
    const problem = assertProblem(await use(column), 422, code!);
    assert.deepEqual(problem.errors?.map((error) => error.path), ["body.column"]);
  }
  assertProblem(await use(2), 422, "VALIDATION_FAILED");
  assertProblem(await post(path, { chosen_row_id: 1 }), 422, "ACTION_DOES_NOT_FIT");
  const ofRow = `/issues/${formatIssueId(jobId, 2)}/resolve`;
  const misplaced = await post(ofRow, { action: "use_column", column: "company" });
  assertProblem(misplaced, 422, "ACTION_DOES_NOT_FIT");
});

routesTest("another user's job and issues answer as those that do not exist", async (world) => {
  const { post, issue, jobId, stream } = world;
  const before = (await stream()).length;
  const asBerta = { authorization: `Bearer ${berta}` };
  const [skip, rule] = [{ action: "skip" }, { type: "MISSING_EMAIL", rule: "skip" }];
  const nowhere = newId();
  const pairs: [string, unknown, string][] = [
    [`${issue(1)}/resolve`, skip, `/issues/${formatIssueId(nowhere, 1)}/resolve`],
    [`/jobs/${jobId}/resolve`, rule, `/jobs/${nowhere}/resolve`],
    [`/jobs/${jobId}/resolve/preview`, rule, `/jobs/${nowhere}/resolve/preview`],
    [`/jobs/${jobId}/finalize`, undefined, `/jobs/${nowhere}/finalize`],
  ];
  for (const [theirs, json, nobodys] of pairs) {
    const refused = await post(theirs, json, asBerta);
    assertProblem(refused, 404, "NOT_FOUND");
    assert.deepEqual(refused, await post(nobodys, json, asBerta));
  }
  const unknown = [issue(99), `/issues/${jobId}`, `/issues/${jobId}.0`, "/issues/x", "/issues/1"];
  for (const path of unknown) {
    assertProblem(await post(`${path}/resolve`, skip), 404, "NOT_FOUND");
  }
  assertProblem(await post("/jobs/x/finalize"), 404, "NOT_FOUND");
  assert.equal((await stream()).length, before);
});

routesTest("a second rule says what was resolved before, and how to include it", async (world) => {
  const { post, issue, jobId } = world;
  const kept = { type: "MISSING_EMAIL", rule: "keep" };
  assert.equal((await post(`/jobs/${jobId}/resolve`, kept)).body.resolved, 1);
  const skip = { type: "MISSING_EMAIL", rule: "skip" };
  const preview = (await post(`/jobs/${jobId}/resolve/preview`, skip)).body;
  const { body } = await post(`/jobs/${jobId}/resolve`, skip);
  for (const { already_resolved, notice } of [preview, body]) {
    assert.equal(already_resolved, 1);
    assert.equal(
      notice,
      "1 issue was resolved otherwise before and stays so; send include_resolved to apply the rule " +
        "to it too.",
    );
  }
  assert.deepEqual([body.resolved, body.batch_id], [0, null]);
  const anew = await post(`/jobs/${jobId}/resolve`, { ...skip, include_resolved: true });
  assert.deepEqual([anew.body.resolved, anew.body.notice], [1, undefined]);
  const typed = { action: "edit", data: { email: "eve@example.com" } };
  assert.equal((await post(`${issue(3)}/resolve`, typed)).status, 200);
  const byHand = { type: "EMAIL_TYPO", rule: "keep", include_resolved: true };
  const { notice } = (await post(`/jobs/${jobId}/resolve`, byHand)).body;
  assert.match(String(notice), /^1 issue was resolved by typed .* stays so; undo that first\.$/);
});

routesTest(
  "a rule is previewed, resolves a batch, and the batch is undone as one",
  async (world) => {
    const { post, undoBatch, jobId, stream, store, issue } = world;
    const bulk = { type: "EMAIL_TYPO", rule: "take_suggestion" };
    const before = (await stream()).length;
    const preview = await post(`/jobs/${jobId}/resolve/preview`, bulk);
    assert.deepEqual(preview, {
      status: 200,
      body: {
        resolves: 1,
        opens: 0,
        withdraws: 0,
        untouched: 0,
        samples: [{
          issue_id: formatIssueId(jobId, 3),
          key: "eve@gmial.com",
          action: "edit",
          data: { email: "eve@gmail.com" },
        }],
      },
    });
    const unfit = await post(`/jobs/${jobId}/resolve/preview`, { ...bulk, rule: "first" });
    assertProblem(unfit, 422, "RULE_DOES_NOT_FIT");
    assert.equal((await stream()).length, before);

    const { body: { batch_id } } = await post(`/jobs/${jobId}/resolve`, bulk);
    assertProblem(
      await undoBatch(batch_id, { authorization: `Bearer ${berta}` }),
      404,
      "NOT_FOUND",
    );
    for (const none of [newId(), "x", jobId]) {
      assertProblem(await undoBatch(none), 404, "NOT_FOUND");
    }
    const undone = await undoBatch(batch_id);
    const version = await store.head();
    assert.deepEqual(undone, { status: 200, body: { ok: true, reopened: 1, version } });
    assertProblem(await undoBatch(batch_id), 409, "NOTHING_TO_UNDO");
    assertProblem(await world.undo(3), 409, "NOT_RESOLVED");
    assert.equal((await post(`${issue(3)}/resolve`, { action: "keep" })).status, 200);
  },
);

routesTest(
  "an undo that names what was seen takes back that decision, and no other",
  async (world) => {
    const { post, undo, issue, stream, store } = world;
    const decide = async (decision: unknown) =>
      (await post(`${issue(1)}/resolve`, decision)).body.version as number;
    // Of three rows one is corrected: the issue stays open, about the other two.
    const edited = await decide({ action: "edit", raw_row_id: 6, data: { email: "cid@x.org" } });
    const chosen = await decide({ chosen_row_id: 2 });
    const undone = await undo(1, chosen);
    assert.deepEqual([undone.status, undone.body.version], [200, await store.head()]);
    const before = (await stream()).length;
    // The answer was lost: asked again, the edit stays.
    assert.deepEqual(await undo(1, chosen), undone);
    assert.equal((await stream()).length, before);

    const again = await decide({ chosen_row_id: 1 });
    for (const seen of [edited, chosen]) assertProblem(await undo(1, seen), 409, "CHANGED_SINCE");
    assert.equal((await undo(1, again)).status, 200);
    // The choice since then hides nothing of the edit: whoever saw it last takes it back.
    const last = await undo(1, again + 1);
    assert.equal(last.status, 200);
    assert.deepEqual(await undo(1, again + 1), last);
    assertProblem(await undo(1), 409, "NOT_RESOLVED");
    assertProblem(await undo(1, await store.head()), 409, "NOT_RESOLVED");
    assertProblem(await undo(1, "soon"), 422, "VALIDATION_FAILED");
  },
);

routesTest(
  "an undo is told apart from a decision that took the seen one's place",
  async (world) => {
    const { post, undo, issue } = world;
    const decide = async (decision: unknown) =>
      (await post(`${issue(2)}/resolve`, decision)).body.version as number;
    const kept = await decide({ action: "keep" });
    const skipped = await decide({ action: "skip" });
    assertProblem(await undo(2, kept), 409, "CHANGED_SINCE");
    assert.equal((await undo(2, skipped)).status, 200);
  },
);

routesTest("of a deleted job nothing answers but 404", async (world) => {
  const { post, undo, undoBatch, jobId, stream, store, issue } = world;
  const rule = { type: "MISSING_EMAIL", rule: "skip" };
  const { body: { batch_id } } = await post(`/jobs/${jobId}/resolve`, rule);
  const [created] = await readAll(store, jobStream(jobId));
  await deletedJob(store, created as RecordedEvent<"JobCreated">);
  const before = (await stream()).length;
  const answers = [
    await post(`${issue(1)}/resolve`, { action: "keep" }),
    await undo(2),
    await post(`/jobs/${jobId}/resolve`, rule),
    await post(`/jobs/${jobId}/resolve/preview`, rule),
    await undoBatch(batch_id),
    await post(`/jobs/${jobId}/finalize`),
  ];
  for (const answer of answers) assertProblem(answer, 404, "NOT_FOUND");
  assert.equal((await stream()).length, before);
});

routesTest("nobody decides without a token", async ({ post, issue, jobId }) => {
  for (const authorization of ["", "Bearer no.token.here"]) {
    for (const path of [`${issue(1)}/resolve`, `/jobs/${jobId}/finalize`, "/issues/x/resolve"]) {
      assert.equal((await post(path, { action: "skip" }, { authorization })).status, 401);
    }
  }
});

routesTest("an event says who caused it, and takes no header on trust", async (world) => {
  const { post, issue, stream } = world;
  const trace = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
  await post(`${issue(1)}/resolve`, { action: "skip" }, { traceparent: trace });
  await post(`${issue(2)}/resolve`, { action: "skip" }, { traceparent: "x".repeat(5_000) });
  const [first, second] = (await stream()).slice(-2).map((event) => event.metadata);
  assert.deepEqual([first!.userId, first!.traceparent], ["anna", trace]);
  assert.deepEqual([second!.userId, second!.traceparent], ["anna", null]);
});

routesTest("bulk work beside other bulk work is 429, with when to come back", async (world) => {
  const busy: Busy = {
    outcome: "busy",
    code: "BULK_WORK_RUNS",
    detail: "Wait.",
    limit: 1,
    retryAfterS: 5,
  };
  const reviews: ReviewCommands = {
    store: world.store,
    execute: () => Promise.resolve(busy),
    preview: () => Promise.resolve(busy),
    previewRestore: () => Promise.resolve(busy),
  };
  const app = reviewApp({
    log: silentLog(),
    authenticate: authenticate(auth, keys),
    reviews,
    note,
  });
  for (const path of ["resolve", "resolve/preview", "finalize"]) {
    const answer = await app.request(`/jobs/${world.jobId}/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${anna}`, "content-type": "application/json" },
      body: JSON.stringify({ type: "MISSING_EMAIL", rule: "skip" }),
    });
    assert.equal(answer.status, 429, path);
    assert.equal(answer.headers.get("retry-after"), "5");
    assert.equal((await answer.json()).detail, "Wait.");
  }
});
