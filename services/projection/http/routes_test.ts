import assert from "node:assert/strict";
import { byKey, type Fact, formatRowSet, valueAt } from "@rollcall/contracts";
import { Contact, HistoryEntry, Issue, Job, Problem, RawRow } from "@rollcall/contracts/api";
import { wholeList } from "../queries/contacts.ts";
import { findJob } from "../queries/jobs.ts";
import { rejectedRows } from "../queries/rejected.ts";
import { StoredRecords } from "../records/stored_records.ts";
import { append, fact, jobCreated, jobDeleted, parsedRows, rowsParsed } from "../testing/events.ts";
import {
  explained,
  explainedDecisions,
  explainedId,
  explainedList,
} from "../testing/explained_job.ts";
import { finalized, jobId, needsReview, resolved } from "../testing/reviewed_job.ts";
import { createWorld, type World } from "../testing/world.ts";
import { scaled } from "../../../tests/harness/deadline.ts";

/** A test on a projection that has folded `jobId`, owned by user-1, up to its review. */
function test(name: string, body: (world: World) => Promise<void>): void {
  Deno.test(`queries: ${name}`, async () => {
    const world = await createWorld();
    try {
      await append(world.store, needsReview(), "user-1");
      await world.projector.catchUp();
      await body(world);
    } finally {
      await world.close();
    }
  });
}

/** Below a job. */
const routes = [
  ...["", "/issues", "/rows", "/events", "/stream", "/lists"],
  ...["/contacts", "/contacts?list_version=1", "/contacts/1/provenance", "/contacts/diff"],
  ...["/contacts.csv", "/contacts.xlsx", "/contacts.json", "/rejected.csv"],
];

async function complete(world: World): Promise<void> {
  await append(world.store, [...resolved(), finalized()], "user-1");
  await world.projector.catchUp();
}

async function recordsOf({ sql }: World, of = jobId): Promise<StoredRecords> {
  return new StoredRecords(sql, await findJob(sql, "user-1", of));
}

async function problem(response: Response, status: number) {
  assert.equal(response.status, status);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  return Problem.parse(await response.json());
}

test("a job has the shape of the contract", async (world) => {
  const job = Job.parse(await (await world.get(`/jobs/${jobId}`)).json());
  assert.equal(job.status, "NEEDS_REVIEW");
  assert.equal(job.total_rows, 6);
  assert.equal(job.open_issues, 3);
  assert.equal(job.version, world.projector.position);
  assert.deepEqual(job.columns.at(-1), { header: "Notes", name: "Notes", field: null });
});

test("another user's job is the same 404 as one that does not exist (promise 9)", async (world) => {
  await complete(world);
  const unknown = "0198c0de-0000-7000-8000-0000000000bb";
  const expected = await problem(await world.get(`/jobs/${unknown}`), 404);
  for (const path of routes) {
    for (const id of [jobId, unknown, "nonsense"]) {
      const response = await world.get(`/jobs/${id}${path}`, "user-2");
      assert.deepEqual(await problem(response, 404), expected, `${id}${path}`);
    }
  }
  assert.deepEqual(await (await world.get("/jobs", "user-2")).json(), []);
});

test("without a token every query is 401", async (world) => {
  const paths = [
    "/jobs",
    ...routes.map((path) => `/jobs/${jobId}${path}`),
  ];
  for (const path of paths) assert.equal((await world.app.request(path)).status, 401, path);
});

test("jobs come newest first, page by page, each once", async (world) => {
  const ids = Array.from({ length: 5 }, (_, i) => `0198c0de-0000-7000-8000-00000000000${i}`);
  await append(world.store, ids.map((id) => jobCreated(id)));
  await world.projector.catchUp();
  const seen: string[] = [];
  for (let path: string | undefined = "/jobs?limit=2"; path;) {
    const response: Response = await world.get(path);
    seen.push(...Job.array().parse(await response.json()).map((job) => job.id));
    path = /^<(\/jobs\?.*)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
  }
  assert.deepEqual(seen, [...ids.toReversed(), jobId]);
});

test("a cursor or limit that is none is 422 and names itself", async (world) => {
  const { headers } = await world.get(`/jobs/${jobId}/rows?limit=1`);
  const cursor = /cursor=([^&>]+)/.exec(headers.get("link")!)![1];
  const wrong = ["limit=0", "limit=1001", "limit=x", "cursor=x", "cursor=%00", "min_version=-1"];
  for (const query of [...wrong, `cursor=${cursor}`]) {
    const body = await problem(await world.get(`/jobs/${jobId}/issues?${query}`), 422);
    assert.equal(body.errors?.[0]?.path, `query.${query.split("=")[0]}`);
  }
});

test("a cursor of another search, sort or filter is 422 with a sentence", async (world) => {
  await complete(world);
  const asked = {
    rows: ["sort=email", "sort=-email", "q=e", "filter=email:filled", "", "sort=email&q=e"],
    contacts: ["sort=email", "sort=-email", "filter=email:filled", "", "list_version=1"],
    issues: ["status=RESOLVED", "", "type=DUPLICATE_EMAIL&status=RESOLVED"],
  };
  for (const [name, queries] of Object.entries(asked)) {
    for (const query of queries) {
      const { headers } = await world.get(`/jobs/${jobId}/${name}?limit=1&${query}`);
      const link = headers.get("link");
      if (!link) continue;
      const next = /^<(.*)>; rel="next"$/.exec(link)![1]!;
      assert.equal((await world.get(next)).status, 200, next);
      const cursor = new URL(next, "http://api").searchParams.get("cursor")!;
      for (const other of queries) {
        const path = `/jobs/${jobId}/${name}?limit=3&${other}&cursor=${cursor}`;
        const answer = await world.get(path);
        if (other === query) assert.equal(answer.status, 200, path);
        else {
          const [error] = (await problem(answer, 422)).errors!;
          assert.equal(error!.path, "query.cursor");
          assert.match(error!.message, /another search, sort or filter/);
        }
      }
    }
  }
});

test("a cursor beyond the end is the end, however far", async (world) => {
  await complete(world);
  for (const name of ["rows", "issues", "contacts", "events", "lists"]) {
    const cursor = btoa(`${name}:9999999999999999`).replace(/=+$/, "");
    const response = await world.get(`/jobs/${jobId}/${name}?cursor=${cursor}`);
    assert.equal(response.status, 200, name);
    assert.equal((await response.json()).length, name === "lists" ? 1 : 0, name);
  }
  for (const [made, status] of [["1@0", 422], ["1@x", 422], ["1@7", 404], ["1@1", 200]] as const) {
    const cursor = btoa(`contacts:${made}`).replace(/=+$/, "");
    const response = await world.get(`/jobs/${jobId}/contacts?cursor=${cursor}`);
    assert.equal(response.status, status, made);
  }
});

test("issues come by number with their candidates side by side", async (world) => {
  const issues = Issue.array().parse(await (await world.get(`/jobs/${jobId}/issues`)).json());
  assert.deepEqual(issues.map((issue) => issue.id), [1, 2, 3].map((n) => `${jobId}.${n}`));
  const [duplicate] = issues;
  assert.equal(duplicate!.key, "ann@example.com");
  assert.equal(duplicate!.resolution, null);
  assert.deepEqual(duplicate!.payload.candidates.map((c) => [c.raw_row_id, c.row_number]), [
    [2, 3],
    [3, 4],
  ]);
  assert.deepEqual(Object.keys(duplicate!.payload.candidates[0]!.data), [
    "email",
    "first_name",
    "last_name",
    "phone",
    "company",
    "Notes",
  ]);
});

test("issues are filtered, and show decisions and edits", async (world) => {
  await append(world.store, resolved().slice(0, 2), "user-1");
  await world.projector.catchUp();
  const list = async (query: string) =>
    Issue.array().parse(await (await world.get(`/jobs/${jobId}/issues?${query}`)).json());
  assert.deepEqual((await list("status=OPEN")).map((i) => i.type), ["MISSING_FIRST_NAME"]);
  assert.equal((await list("status=RESOLVED&type=MISSING_FIRST_NAME")).length, 0);
  const [edited] = await list("type=MISSING_EMAIL");
  assert.equal(valueAt(edited!.payload.candidates[0]!.data, "email"), " Eve@Example.com");
  assert.equal(edited!.resolution!.action, "edit");
  assert.deepEqual(edited!.resolution!.data, { email: " Eve@Example.com", Notes: "typed" });
  assert.equal(edited!.resolution!.resolved_by, "user-1");
  assert.equal((await world.get(`/jobs/${jobId}/issues?status=NONE`)).status, 422);
});

test("an issue that is withdrawn is shown nowhere, until it is asked again", async (world) => {
  const revise = async (status: "OPEN" | "WITHDRAWN", rowIds: number[]) => {
    const issues = [{ number: 1, rowIds: formatRowSet(rowIds), status }];
    await append(world.store, [fact("IssuesRevised", { jobId, issues })]);
    await world.projector.catchUp();
    const list = Issue.array().parse(await (await world.get(`/jobs/${jobId}/issues`)).json());
    return list.map((issue) => issue.payload.candidates.map((c) => c.raw_row_id));
  };
  assert.deepEqual(await revise("WITHDRAWN", []), [[5], [6]]);
  assert.deepEqual(await revise("OPEN", [2, 3, 4]), [[2, 3, 4], [5], [6]]);
});

test("rows are shown as they were read, columns in the file's order", async (world) => {
  const first = await world.get(`/jobs/${jobId}/rows?limit=4`);
  const rows = RawRow.array().parse(await first.json());
  assert.deepEqual(rows.map((row) => row.raw_row_id), [1, 2, 3, 4]);
  const next = /<(.*)>/.exec(first.headers.get("link")!)![1]!;
  const [fifth] = RawRow.array().parse(await (await world.get(next)).json());
  assert.deepEqual(fifth, {
    raw_row_id: 5,
    row_number: 6,
    data: {
      email: "",
      first_name: "Ada5",
      last_name: "Lovelace",
      phone: "+1 555 0100",
      company: "Engines Ltd",
      Notes: "met",
    },
    normalized_email: null,
    is_valid: false,
    problems: ["MISSING_EMAIL"],
    warnings: [],
    normalized_phone: null,
    excluded: false,
    merged_into: null,
    now: null,
  });
});

test("there are no contacts before the list is finalised, and none after an undo", async (world) => {
  for (const path of ["contacts", "contacts.csv"]) {
    const body = await problem(await world.get(`/jobs/${jobId}/${path}`), 409);
    assert.equal(body.code, "NOT_FINALIZED");
    assert.match(body.detail, /issues are open \(3\)/);
  }
});

test("contacts are the clean list, with extras", async (world) => {
  await complete(world);
  const contacts = Contact.array().parse(await (await world.get(`/jobs/${jobId}/contacts`)).json());
  assert.deepEqual(contacts.map((contact) => contact.id), [1, 3, 4, 5, 6]);
  assert.equal(contacts[3]!.email, "eve@example.com");
  assert.deepEqual(contacts[3]!.extra, { Notes: "typed" });
});

test("contacts.csv is the clean list as a safe file", async (world) => {
  await complete(world);
  const response = await world.get(`/jobs/${jobId}/contacts.csv`);
  assert.equal(response.headers.get("content-type"), "text/csv; charset=utf-8");
  assert.match(response.headers.get("content-disposition")!, /filename="contacts-clean.csv"/);
  assert.deepEqual((await response.text()).split("\r\n"), [
    '"email","first_name","last_name","phone","company","job_title","Notes"',
    '"person1@example.com","Ada1","Lovelace","+1 555 0100","Engines Ltd","","met"',
    '"ann@example.com","Ada3","Lovelace","+1 555 0100","Engines Ltd","","met"',
    '"person4@example.com","Ada4","Lovelace","+1 555 0100","Engines Ltd","","met"',
    '"eve@example.com","Ada5","Lovelace","+1 555 0100","Engines Ltd","","typed"',
    `"person6@example.com","","Lovelace","+1 555 0100","Engines Ltd","","'=cmd|' /C calc'!A0"`,
    "",
  ]);
});

test("a list that is undone during its download comes whole: its version stays", async (world) => {
  await complete(world);
  const { pages: all } = await wholeList(await recordsOf(world), 1, 2);
  const pages = all[Symbol.asyncIterator]();
  const first = (await pages.next()).value!;
  await append(world.store, [fact("IssuesReopened", { jobId, batchId: null, numbers: "1" })]);
  await world.projector.catchUp();
  const rest: Contact[] = [];
  for (let page = await pages.next(); !page.done; page = await pages.next()) {
    rest.push(...page.value);
  }
  assert.deepEqual([...first, ...rest].map((contact) => contact.id), [1, 3, 4, 5, 6]);
});

test("a list whose job is deleted during its download breaks off: half does not look whole", async (world) => {
  await complete(world);
  const { pages: all } = await wholeList(await recordsOf(world), 1, 2);
  const pages = all[Symbol.asyncIterator]();
  assert.equal([...(await pages.next()).value!].length, 2);
  await append(world.store, [jobDeleted(jobId)]);
  await world.projector.catchUp();
  await assert.rejects(pages.next(), /was deleted while it was being read/);
});

test("reasons break off where the list is undone: they would not fit the rows", async (world) => {
  await append(world.store, [...explained(), ...explainedDecisions(), explainedList()]);
  await world.projector.catchUp();
  const { pages } = await rejectedRows(await recordsOf(world, explainedId), 2);
  const reading = pages[Symbol.asyncIterator]();
  assert.equal([...(await reading.next()).value].length, 2);
  await append(world.store, [
    fact("IssuesReopened", { jobId: explainedId, batchId: null, numbers: "1" }),
  ]);
  await world.projector.catchUp();
  await assert.rejects(reading.next(), /was undone while the excluded rows were read/);
});

test("a job that is deleted is gone from every answer at once", async (world) => {
  await complete(world);
  const version = await append(world.store, [jobDeleted(jobId)], "user-1");
  await world.projector.catchUp();
  for (const path of routes) {
    await problem(await world.get(`/jobs/${jobId}${path}`), 404);
    const at = `${path.includes("?") ? "&" : "?"}min_version=${version}`;
    if (path !== "/stream") await problem(await world.get(`/jobs/${jobId}${path}${at}`), 404);
  }
  assert.deepEqual(await (await world.get(`/jobs?min_version=${version}`)).json(), []);
});

test("an issue of a mistyped address says what was probably meant, while it is open", async (world) => {
  const issue = (number: number, rowId: number) =>
    fact("IssuesOpened", {
      jobId,
      issues: [{ number, type: "EMAIL_TYPO", rowIds: [rowId] }],
    }, { keys: ["x"] });
  const row = rowsParsed(jobId, 7, parsedRows(7, 8, { 7: { email: "Ann@gmial.com" } }));
  await append(world.store, [row, issue(4, 7), issue(5, 8)]);
  await world.projector.catchUp();
  const suggestions = async () => {
    const response = await world.get(`/jobs/${jobId}/issues?type=EMAIL_TYPO`);
    return Issue.array().parse(await response.json()).map(({ payload }) => payload.suggestion);
  };
  const [suggested, none] = await suggestions();
  assert.deepEqual([suggested!.field, suggested!.value], ["email", "ann@gmail.com"]);
  assert.match(suggested!.reason, /\.$/);
  assert.equal(none, undefined);
  await append(world.store, [
    fact("IssuesResolved", {
      jobId,
      rule: null,
      batchId: null,
      resolutions: [{ number: 4, action: "keep" }],
    }, { edits: [] }),
  ]);
  await world.projector.catchUp();
  assert.deepEqual(await suggestions(), [undefined, undefined]);
});

test("the history says what, who and when", async (world) => {
  await complete(world);
  const response = await world.get(`/jobs/${jobId}/events`);
  const history = HistoryEntry.array().parse(await response.json());
  assert.equal(history[0]!.type, "JobCreated");
  assert.equal(history.at(-1)!.summary, "The clean list was created: 5 contacts.");
  assert.equal(history.at(-1)!.actor, "user-1");
});

test("min_version waits until the answer includes the write (promise 10)", async (world) => {
  world.projector.start();
  const version = await append(world.store, [rowsParsed(jobId, 7, parsedRows(7, 8))]);
  const response = await world.get(`/jobs/${jobId}?min_version=${version}`);
  assert.equal(Job.parse(await response.json()).total_rows, 8);
});

test("min_version gives up after 2 s with 503, and refuses what the log has not", async (world) => {
  const version = await append(world.store, [rowsParsed(jobId, 7, parsedRows(7, 8))]);
  const before = Date.now();
  const behind = await world.get(`/jobs/${jobId}?min_version=${version}`);
  assert(Date.now() - before < scaled(4_000));
  assert.equal(behind.headers.get("retry-after"), "1");
  assert.equal((await problem(behind, 503)).code, "READ_MODEL_BEHIND");
  const beyond = await world.get(`/jobs?min_version=${version + 1}`);
  assert.equal((await problem(beyond, 422)).errors?.[0]?.path, "query.min_version");
});

test("min_version sees what another instance folds", async (world) => {
  const other = world.another();
  const version = await append(world.store, [rowsParsed(jobId, 7, parsedRows(7, 8))]);
  const answer = world.get(`/jobs/${jobId}/rows?min_version=${version}`);
  await other.projector.catchUp();
  assert.equal(RawRow.array().parse(await (await answer).json()).length, 8);
});

test("health: ready while the database answers and the projector runs", async (world) => {
  assert.equal((await world.app.request("/readyz")).status, 503);
  world.projector.start();
  assert.equal((await world.app.request("/readyz")).status, 200);
  assert.equal((await world.app.request("/healthz")).status, 200);
  assert.equal((await world.app.request("/openapi.json")).status, 200);
});

test("an edit that leaves its issue open is seen at the issue, the row and in the history", async (world) => {
  const single = { jobId, rule: null, batchId: null };
  const move = (rowId: number, email: string) =>
    fact("IssuesResolved", { ...single, resolutions: [{ number: 1, action: "edit" }] }, {
      edits: [{ number: 1, rowId, values: byKey({ email }) }],
    });
  const open = fact("IssuesRevised", {
    jobId,
    issues: [{ number: 1, rowIds: "2-3", status: "OPEN" }],
  });
  const undo = (edits: "newest" | "none") =>
    fact("IssuesReopened", { jobId, batchId: null, numbers: "1", edits });
  const read = async <T>(path: string): Promise<T[]> => {
    return await (await world.get(`/jobs/${jobId}${path}`)).json();
  };
  const seen = async () => {
    const [issue] = (await read<Issue>("/issues")).map((one) => Issue.parse(one));
    const rows = (await read<RawRow>("/rows")).map((row) => RawRow.parse(row));
    const history = (await read<HistoryEntry>("/events")).map((one) => HistoryEntry.parse(one));
    return {
      status: issue!.status,
      edits: issue!.payload.edits?.map(({ row_number, data }) => [row_number, { ...data }]),
      rows: rows.flatMap(({ raw_row_id, now }) =>
        now ? [[raw_row_id, { email: valueAt(now.data, "email") }]] : []
      ),
      undo: history.flatMap(({ undo_issue_id, type, position }) =>
        undo_issue_id ? [[type, position, undo_issue_id]] : []
      ),
    };
  };
  const take = async (...facts: Fact[]) => {
    await append(world.store, facts, "user-1");
    await world.projector.catchUp();
  };
  const first = await world.store.head() + 1;
  const row = (await read<RawRow>("/rows"))[3]!.row_number;
  await take(move(4, "c@x.org"), open);
  const edited = [[row, { email: "c@x.org" }]];
  const one = {
    status: "OPEN",
    edits: edited,
    rows: [[4, { email: "c@x.org" }]],
    undo: [["IssuesResolved", first, `${jobId}.1`]],
  };
  assert.deepEqual(await seen(), one);
  // A further edit is the newest; undoing it leaves the first one.
  await take(move(3, "d@x.org"), open);
  assert.deepEqual((await seen()).undo, [["IssuesResolved", first + 2, `${jobId}.1`]]);
  await take(undo("newest"));
  assert.deepEqual(await seen(), one);
  // Neither a decision nor its undo takes it along; while that holds, it is what is undone first.
  await take(
    fact("IssuesResolved", {
      ...single,
      resolutions: [{ number: 1, action: "choose", chosenRowId: 2 }],
    }),
  );
  assert.deepEqual(await seen(), { ...one, status: "RESOLVED", undo: [] });
  await take(undo("none"));
  assert.deepEqual(await seen(), one);
  await take(undo("newest"));
  assert.deepEqual(await seen(), { status: "OPEN", edits: undefined, rows: [], undo: [] });
});
