/** The main job over the public API, through every service as a process of its own. */
import assert from "node:assert/strict";
import { valueAt } from "@rollcall/contracts";
import type { Job } from "@rollcall/contracts/api";
import { sharedStack } from "../harness/shared_stack.ts";
import { ApiClient, assertProblem } from "./client.ts";

const FILE = `Email Address,First Name,Last Name,Company,Favourite colour
ann@example.com,Ann,Lee,Acme,red
ANN@example.com ,Bob,Lee,Acme,blue
,Cyd,Ray,,green
nobody@,Dan,Fox,,
eve@example.com,,Gil,,"a, ""quoted""
colour"
eve@example.com,Eve,Gil,,
fay@example.com,Fay,Hunt,,
Fay@Example.com,FAY,hunt,,
`;

Deno.test("the main job over the API", async (t) => {
  const stack = sharedStack();
  const ann = await ApiClient.register(stack.apiUrl);
  let job: Job;

  await t.step("a CSV becomes a job that needs a review", async () => {
    job = await ann.import(FILE);
    assert.equal(job.status, "NEEDS_REVIEW");
    assert.equal(job.original_filename, "people.csv");
    assert.deepEqual([job.total_rows, job.valid_rows, job.conflict_count], [8, 5, 4]);
    assert.deepEqual(job.issue_counts, {
      DUPLICATE_EMAIL: { open: 1, total: 1 },
      MISSING_EMAIL: { open: 1, total: 1 },
      INVALID_EMAIL_FORMAT: { open: 1, total: 1 },
      MISSING_FIRST_NAME: { open: 1, total: 1 },
    });
    assert.equal(job.mapping.email, "Email Address");
  });

  await t.step("its rows are as read, with the file's line numbers", async () => {
    const rows = await ann.rows(job.id);
    assert.deepEqual(rows.map((row) => row.row_number), [2, 3, 4, 5, 6, 8, 9, 10]);
    assert.deepEqual(valueAt(rows[4]!.data, "Favourite colour"), 'a, "quoted"\ncolour');
    assert.equal(rows[1]?.normalized_email, "ann@example.com");
  });

  await t.step("issues show their candidates, as the reference has them", async () => {
    const [issue] = await ann.issues(job.id, "type=DUPLICATE_EMAIL&status=OPEN");
    assert.equal(issue?.key, "ann@example.com");
    assert.deepEqual(
      issue?.payload.candidates.map((c) => [c.raw_row_id, valueAt(c.data, "first_name")]),
      [
        [1, "Ann"],
        [2, "Bob"],
      ],
    );
  });

  await t.step("finalising is refused while issues are open", async () => {
    const problem = assertProblem(await ann.post(`/jobs/${job.id}/finalize`), 409, "ISSUES_OPEN");
    assert.match(problem.detail, /4 issues are still open/);
    assertProblem(await ann.call(`/jobs/${job.id}/contacts`), 409);
  });

  await t.step("an edit that mends nothing is refused, and says which field", async () => {
    const [issue] = await ann.issues(job.id, "type=INVALID_EMAIL_FORMAT");
    const wrong = { action: "edit", data: { email: "still@wrong" } };
    const refused = await ann.post(`/issues/${issue!.id}/resolve`, wrong);
    const problem = assertProblem(refused, 422, "INVALID_EMAIL_FORMAT");
    assert.deepEqual(problem.errors?.map((error) => error.path), ["body.data.email"]);
  });

  await t.step("each decision is seen by who asks with its version", async () => {
    const issues = await ann.issues(job.id);
    const of = (type: string) => issues.find((issue) => issue.type === type)!.id;
    const decisions: [string, unknown][] = [
      [of("DUPLICATE_EMAIL"), { chosen_row_id: 2 }],
      [of("MISSING_EMAIL"), { action: "edit", data: { email: "cyd@example.com" } }],
      [of("INVALID_EMAIL_FORMAT"), { action: "skip" }],
      [of("MISSING_FIRST_NAME"), { action: "keep" }],
    ];
    for (const [id, decision] of decisions) {
      const { status, body } = await ann.post<{ version: number }>(
        `/issues/${id}/resolve`,
        decision,
      );
      assert.equal(status, 200, JSON.stringify(body));
      const query = `limit=1000&min_version=${body.version}`;
      const seen = (await ann.issues(job.id, query)).find((issue) => issue.id === id);
      assert.equal(seen?.status, "RESOLVED");
    }
    // The kept row shares its address with another person: that is an issue of its own.
    const opened = await ann.issues(job.id, "status=OPEN");
    assert.deepEqual(opened.map((issue) => [issue.type, issue.key]), [
      ["DUPLICATE_EMAIL", "eve@example.com"],
    ]);
  });

  await t.step("a decision is taken back, and another taken", async () => {
    const [issue] = await ann.issues(job.id, "type=MISSING_FIRST_NAME");
    const undone = await ann.call<{ version: number }>(`/issues/${issue!.id}/resolution`, {
      method: "DELETE",
    });
    assert.equal(undone.status, 200);
    const open = await ann.issues(job.id, `status=OPEN&min_version=${undone.body.version}`);
    assert.deepEqual(open.map((i) => i.type), ["MISSING_FIRST_NAME"]);
    const again = await ann.call(`/issues/${issue!.id}/resolution`, { method: "DELETE" });
    assertProblem(again, 409, "NOT_RESOLVED");
    const bulk = { type: "MISSING_FIRST_NAME", rule: "skip" };
    const answer = await ann.post<{ resolved: number }>(`/jobs/${job.id}/resolve`, bulk);
    assert.equal(answer.body.resolved, 1, JSON.stringify(answer.body));
  });

  await t.step("finalised, the clean list stands", async () => {
    const { status, body } = await ann.post<{ version: number; contact_count: number }>(
      `/jobs/${job.id}/finalize`,
    );
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.contact_count, 4);
    const query = `limit=1000&min_version=${body.version}`;
    const contacts = await ann.contacts(job.id, query);
    assert.deepEqual(contacts.map((c) => [c.email, c.first_name, c.raw_row_id]), [
      ["ann@example.com", "Bob", 2],
      ["cyd@example.com", "Cyd", 3],
      ["eve@example.com", "Eve", 6],
      ["fay@example.com", "Fay", 7],
    ]);
    assert.deepEqual(contacts[0]?.extra, { "Favourite colour": "blue" });
    const csv = await ann.get<string>(`/jobs/${job.id}/contacts.csv`);
    const known = '"email","first_name","last_name","phone","company","job_title"';
    assert.ok(csv.startsWith(`${known},"Favourite colour"\r\n`), csv);
    assert.match(csv, /\r\n"cyd@example\.com","Cyd","Ray","","","","green"\r\n/);
  });

  await t.step("the history tells what happened, and who did it", async () => {
    const history = await ann.history(job.id);
    const types = new Set(history.map((entry) => entry.type));
    for (const type of ["JobCreated", "ParsingCompleted", "IssuesResolved", "JobFinalized"]) {
      assert.ok(types.has(type), `${type} is missing`);
    }
    const finalized = history.find((entry) => entry.type === "JobFinalized");
    assert.equal(finalized?.actor, ann.userId);
    assert.equal(history.find((entry) => entry.type === "ParsingCompleted")?.actor, null);
  });

  await t.step("the same file again gives the same issues", async () => {
    const again = await ann.import(FILE);
    const shape = async (id: string) =>
      (await ann.issues(id)).slice(0, 4).map((i) => [i.type, i.key, i.payload.candidates.length]);
    const fresh = await shape(again.id);
    assert.equal(fresh.length, 4);
    assert.deepEqual(fresh, await shape(job.id));
  });

  await t.step("what is another user's does not exist", async () => {
    const bob = await ApiClient.register(stack.apiUrl);
    const [issue] = await ann.issues(job.id);
    for (
      const path of ["", "/issues", "/rows", "/contacts", "/contacts.csv", "/events", "/stream"]
    ) {
      assertProblem(await bob.call(`/jobs/${job.id}${path}`), 404);
    }
    assertProblem(await bob.post(`/jobs/${job.id}/finalize`), 404);
    const all = { type: "MISSING_EMAIL", rule: "skip" };
    assertProblem(await bob.post(`/jobs/${job.id}/resolve`, all), 404);
    assertProblem(await bob.post(`/issues/${issue!.id}/resolve`, { action: "skip" }), 404);
    const undo = await bob.call(`/issues/${issue!.id}/resolution`, { method: "DELETE" });
    assertProblem(undo, 404);
    assert.deepEqual(await bob.get("/jobs"), []);
    const nobody = new ApiClient(stack.apiUrl, "not.a.token", "");
    for (const path of ["/jobs", `/jobs/${job.id}`, `/jobs/${job.id}/stream`]) {
      assertProblem(await nobody.call(path), 401);
    }
  });
});
