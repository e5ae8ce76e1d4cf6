import assert from "node:assert/strict";
import {
  type Fact,
  formatRowSet,
  IssueKind,
  type RecordedEvent,
  type Stage,
} from "@rollcall/contracts";
import { fact, fileRecognized, jobCreated, jobDeleted, recorded } from "../testing/events.ts";
import { finalized, jobId, needsReview, resolved } from "../testing/reviewed_job.ts";
import { MemoryTables } from "./memory_tables.ts";
import { issueRecord } from "../records/resolutions.ts";
import { factsOf } from "../projector/weight.ts";
import { fold } from "./fold.ts";
import { kinds, lineOf, noIssues, OPEN, STATES_ISSUES, type StatesRow } from "./issue_states.ts";
import { needsOf } from "./needs.ts";
import type {
  BulkResolutionRow,
  ChunkRow,
  EditRow,
  HistoryRow,
  IssueRow,
  JobRow,
  ListRow,
  ResolutionRow,
  State,
} from "./model.ts";
import { isValid, rowsOfChunk } from "./rows.ts";

type RowsParsed = Extract<Fact, { type: "RowsParsed" }>;

function given(facts: Fact[], change = (event: RecordedEvent) => event) {
  const tables = new MemoryTables();
  tables.apply(recorded(facts, "user-1").map(change));
  return {
    tables,
    job: tables.jobs.get(jobId) as JobRow,
    issue: (number: number) => issueIn(tables, number),
  };
}

/** An issue with its status and the decision that holds. */
function issueIn(tables: MemoryTables, number: number) {
  const issue = tables.opened_issues.get(`${jobId}/${number}`) as IssueRow;
  const line = tables.issue_states.get(`${jobId}/${lineOf(number)}`) as StatesRow;
  const single = tables.single_resolutions.get(`${jobId}/${number}`) as ResolutionRow;
  const lines = [...tables.bulk_resolutions.values()] as BulkResolutionRow[];
  return issueRecord(issue, line.states[number - line.first_number]!, {
    single: new Map([[number, single]]),
    bulk: new Map(lines.map((bulk) => [bulk.ordinal, bulk])),
  });
}

const reopened = (...numbers: number[]) =>
  fact("IssuesReopened", { jobId, batchId: null, numbers: numbers.join(",") });
const revised = (number: number, status: "OPEN" | "WITHDRAWN", rowIds: number[]) =>
  fact("IssuesRevised", { jobId, issues: [{ number, rowIds: formatRowSet(rowIds), status }] });

Deno.test("fold: a job is PENDING, then PROCESSING with progress, then NEEDS_REVIEW", () => {
  const facts = needsReview();
  const at = (count: number) => given(facts.slice(0, count)).job;
  assert.equal(at(1).status, "PENDING");
  assert.equal(at(2).status, "PROCESSING");
  assert.equal(at(3).progress, 4 / 6);
  assert.equal(at(3).total_rows, 4);
  assert.deepEqual(at(5).mapping, {
    email: "E-Mail",
    first_name: "First Name",
    last_name: "Last Name",
    phone: "Phone",
    company: "Company",
  });
  assert.equal(at(6).status, "PROCESSING");
  assert.equal(at(7).status, "NEEDS_REVIEW");
  assert.deepEqual(at(7).issue_counts, {
    DUPLICATE_EMAIL: { open: 1, total: 1 },
    MISSING_EMAIL: { open: 1, total: 1 },
    MISSING_FIRST_NAME: { open: 1, total: 1 },
  });
});

Deno.test("fold: times and versions are the events', so that a replay writes the same", () => {
  const events = recorded(needsReview());
  const { job } = given(needsReview());
  assert.equal(job.created_at, events[0]!.recordedAt);
  assert.equal(job.updated_at, events.at(-1)!.recordedAt);
  assert.equal(job.version, events.at(-1)!.position);
});

Deno.test("fold: nothing to decide leaves the job PROCESSING until it is finalised", () => {
  const quiet = [...needsReview().slice(0, 5)];
  const done = fact("DedupeCompleted", { jobId, issueCount: 0, repeatedRows: 0 });
  assert.equal(given([...quiet, done]).job.status, "PROCESSING");
  assert.equal(given([...quiet, done, finalized()]).job.status, "COMPLETED");
});

Deno.test("fold: a file that cannot be read is FAILED and says why", () => {
  const failed = fact("ParsingFailed", { jobId, code: "NO_EMAIL_COLUMN" }, {
    message: "No column holds e-mail addresses.",
    headers: ["Name"],
  });
  const { job } = given([jobCreated(jobId), failed]);
  assert.equal(job.status, "FAILED");
  assert.deepEqual(job.error, {
    code: "NO_EMAIL_COLUMN",
    message: "No column holds e-mail addresses.",
    headers: ["Name"],
  });
});

Deno.test("fold: a stage that failed and is retried leads the job to where it was going", () => {
  const failed = (stage: Stage) =>
    fact("JobFailed", { jobId, stage, causeId: jobId, message: "It failed three times." });
  const retried = (stage: Stage) => fact("JobRetried", { jobId, stage, causeId: jobId });
  const asked = needsReview();
  const before = given([...asked, failed("review")]).job;
  assert.equal(before.status, "FAILED");
  assert.equal(before.error!.message, "It failed three times.");
  // Nothing follows a review that has open issues: the retry itself must bring them back.
  assert.equal(given([...asked, failed("review"), retried("review")]).job.status, "NEEDS_REVIEW");
  const parsing = given([...asked.slice(0, 3), failed("parsing"), retried("parsing")]).job;
  assert.equal(parsing.status, "PROCESSING");
  assert.equal(parsing.error, null);
  // The work was done after all, by whoever found it in the log.
  const done = fact("DedupeCompleted", { jobId, issueCount: 0, repeatedRows: 0 });
  assert.equal(given([...asked.slice(0, 5), failed("dedupe"), done]).job.status, "PROCESSING");
});

Deno.test("fold: decisions, then the clean list with the edits", () => {
  const { job, tables, issue } = given([...needsReview(), ...resolved(), finalized()]);
  assert.equal(job.status, "COMPLETED");
  assert.equal(job.open_issues, 0);
  assert.equal(job.conflict_count, 3);
  assert.equal(job.contact_count, 5);
  assert.equal(issue(2).status, "RESOLVED");
  assert.deepEqual([...tables.contact_lists.values()], [{
    job_id: jobId,
    version: 1,
    row_ids: "1,3-6",
    chosen_columns: [],
    position: 11,
    contact_count: 5,
    finalized_at: "2026-01-01T00:00:10.000Z",
    finalized_by: "user-1",
  }]);
  const [edit] = [...tables.row_edits.values()] as EditRow[];
  assert.deepEqual([edit!.row_id, edit!.position, edit!.undone_position], [5, 9, null]);
});

Deno.test("fold: an undo opens the issue and takes its edits back; the list stands no more", () => {
  const { job, tables, issue } = given([...needsReview(), ...resolved(), finalized(), reopened(2)]);
  assert.equal(job.status, "NEEDS_REVIEW");
  assert.equal(job.contact_count, null);
  assert.equal(job.open_issues, 1);
  assert.equal(job.list_version, null);
  assert.equal(issue(2).status, "OPEN");
  const undone = ([...tables.row_edits.values()] as EditRow[]).map((e) => e.undone_position);
  assert.deepEqual(undone, [12]);
  assert.deepEqual([1, 2, 3].map((number) => issue(number).resolution?.action), [
    "choose",
    undefined,
    "keep",
  ]);
});

Deno.test("fold: a list that is undone stays as a former version, to the letter", () => {
  const first = given([...needsReview(), ...resolved(), finalized()]).tables;
  const again = given([
    ...needsReview(),
    ...resolved(),
    finalized(),
    reopened(2),
    fact("IssuesResolved", {
      jobId,
      rule: "skip",
      batchId: null,
      resolutions: [{ number: 2, action: "skip" }],
    }, { edits: [] }),
    fact("JobFinalized", {
      jobId,
      listVersion: 2,
      contactCount: 4,
      mergedCount: 0,
      rowIds: "1,3,4,6",
      automatic: false,
    }),
  ]);
  assert.equal(again.job.list_version, 2);
  const lists = [...again.tables.contact_lists.values()] as ListRow[];
  assert.deepEqual(lists[0], first.contact_lists.get(`${jobId}/1`));
  assert.deepEqual(lists.map(({ version, row_ids }) => [version, row_ids]), [
    [1, "1,3-6"],
    [2, "1,3,4,6"],
  ]);
});

Deno.test("fold: a deleted job leaves nothing, whatever comes after", () => {
  const { tables } = given([
    ...needsReview(),
    ...resolved(),
    finalized(),
    jobDeleted(jobId),
    reopened(2),
    finalized(jobId, 2),
  ]);
  assert.deepEqual(tables, new MemoryTables());
});

Deno.test("fold: how the file is written is as asked for, then as it was recognised", () => {
  const before = given([jobCreated(jobId)]).job;
  assert.deepEqual([before.encoding, before.delimiter, before.header_row], [null, null, null]);
  const { job } = given([jobCreated(jobId), fileRecognized(jobId)]);
  assert.deepEqual([job.encoding, job.delimiter, job.header_row], ["windows-1252", ";", 3]);
});

Deno.test("fold: a field that no column was to be is not in the mapping", () => {
  const created = jobCreated(jobId);
  const { job } = given([{
    ...created,
    personal: { ...created.personal, mapping: { email: "Mail", phone: null } },
  } as Fact]);
  assert.deepEqual(job.mapping, { email: "Mail" });
});

Deno.test("fold: a likely typo is asked about, and the row is valid", () => {
  const [created, started, rows] = needsReview() as [Fact, Fact, RowsParsed];
  const typed = structuredClone(rows);
  typed.personal!.rows[0]![2] = ["EMAIL_TYPO"];
  typed.personal!.rows[1]![4] = { warnings: ["ROW_TOO_SHORT"], phone: "+15550100" };
  const { tables } = given([created, started, typed]);
  const [chunk] = [...tables.row_chunks.values()] as ChunkRow[];
  const [one, two, three] = rowsOfChunk(chunk!, tables.jobs.get(jobId) as JobRow);
  assert.deepEqual([isValid(one!), one!.problems], [true, ["EMAIL_TYPO"]]);
  assert.deepEqual([two!.warnings, two!.phone], [["ROW_TOO_SHORT"], "+15550100"]);
  assert.deepEqual([three!.warnings, three!.phone], [[], null]);
});

Deno.test("fold: rows that nobody has parsed are stored as they were written, to the same effect", () => {
  const events = recorded(needsReview());
  const written = (state: State, some: RecordedEvent[]) =>
    fold(state, some, ({ type, personal }) => {
      return type === "RowsParsed" ? JSON.stringify(personal) : undefined;
    });
  const [as, parsed] = [new MemoryTables(written), new MemoryTables()];
  const { chunks } = as.apply(events);
  assert.ok(chunks.length > 0 && chunks.every((chunk) => "json" in chunk));
  parsed.apply(events);
  assert.deepEqual(as.row_chunks, parsed.row_chunks);
  assert.deepEqual(as.jobs, parsed.jobs);
});

Deno.test("fold: a withdrawn issue counts no more, and may be asked again", () => {
  const withdrawn = [...needsReview(), revised(1, "WITHDRAWN", [])];
  assert.equal(given(withdrawn).job.conflict_count, 2);
  assert.equal(given(withdrawn).job.open_issues, 2);
  assert.equal(given(withdrawn).job.issue_counts.DUPLICATE_EMAIL, undefined);
  const again = given([...withdrawn, revised(1, "OPEN", [2, 3, 4])]);
  assert.equal(again.job.open_issues, 3);
  assert.deepEqual(again.issue(1).row_ids, [2, 3, 4]);
});

Deno.test("fold: an issue asked again takes its answer and the clean list away", () => {
  const { job, tables, issue } = given([
    ...needsReview(),
    ...resolved(),
    finalized(),
    revised(1, "OPEN", [2, 3, 5]),
  ]);
  assert.equal(job.status, "NEEDS_REVIEW");
  assert.equal(issue(1).resolution, null);
  assert.equal(tables.row_edits.size, 1);
});

Deno.test("fold: erased events fold to the same counts, without a name or an address", () => {
  const facts = [...needsReview(), ...resolved(), finalized()];
  const erased = given(facts, (event) => ({ ...event, personal: null }) as RecordedEvent);
  const { job } = given(facts);
  assert.equal(erased.job.status, job.status);
  assert.equal(erased.job.total_rows, job.total_rows);
  assert.deepEqual(erased.job.issue_counts, job.issue_counts);
  assert.equal(erased.job.original_filename, "");
  assert.equal(erased.tables.row_chunks.size, 0);
  assert.equal(erased.issue(1).key, "");
});

Deno.test("fold: the history has a sentence an event, and one line for all rows read", () => {
  const { tables } = given([...needsReview(), ...resolved(), finalized(), reopened(2)]);
  const lines = [...tables.job_events.values()] as { type: string; summary: string }[];
  assert.deepEqual(lines.map((line) => `${line.type}: ${line.summary}`), [
    "JobCreated: A file of 6 bytes was uploaded.",
    "ParsingStarted: Rollcall started reading the file.",
    "RowsParsed: The first 6 rows were read.",
    "ParsingCompleted: The whole file was read: 6 rows, 4 valid.",
    "IssuesOpened: 3 issues found: 1 with one address for different people, " +
    "1 without an e-mail address, 1 without a first name.",
    "DedupeCompleted: All rows were compared: 3 issues to resolve.",
    "IssuesResolved: A decision on issue 1: a row was chosen.",
    "IssuesResolved: A decision on issue 2: a row was corrected.",
    'IssuesResolved: 1 issue resolved by the rule "keep".',
    "JobFinalized: The clean list was created: 5 contacts.",
    "IssuesReopened: The decision on issue 2 was undone.",
  ]);
});

Deno.test("fold: the history tells of files, suggestions, merges and batches in plain words", () => {
  const batchId = "0198c0de-0000-4000-8000-0000000000b1";
  const resolved = (action: "edit" | "merge", rule: string | null) =>
    fact("IssuesResolved", {
      jobId,
      rule,
      batchId: rule && batchId,
      resolutions: [{ number: 1, action }],
    }, { edits: [] });
  const workbook = fact("FileRecognized", {
    jobId,
    encoding: null,
    delimiter: null,
    headerRow: 1,
    remembered: null,
    missingFields: [],
    byValues: [],
    region: null,
  }, { sheet: "People", sheets: ["People"] });
  const { tables } = given([
    ...needsReview().slice(0, 1),
    fileRecognized(jobId),
    workbook,
    ...needsReview().slice(1),
    resolved("merge", null),
    resolved("edit", "take_suggestion"),
    fact("IssuesReopened", { jobId, batchId, numbers: "1-2" }),
  ]);
  const lines = [...tables.job_events.values()] as HistoryRow[];
  const told = lines.filter(({ type }) => /^(FileRec|IssuesRe)/.test(type));
  assert.deepEqual(told.map(({ summary, batch_id }) => [summary, batch_id]), [
    [
      "The file was recognised as windows-1252, separated by semicolons; its columns are named in " +
      "row 3.",
      null,
    ],
    ["The workbook was recognised; its columns are named in row 1.", null],
    ["A decision on issue 1: rows were merged.", null],
    ["A decision on issue 1: the suggestion was taken.", batchId],
    ["The decisions of a rule were undone: 2 issues are open again.", batchId],
  ]);
});

Deno.test("fold: events of a job that was never created change nothing", () => {
  const { tables } = given(needsReview().slice(1));
  assert.deepEqual(tables, new MemoryTables());
});

Deno.test("fold: a rule over 200,000 issues rewrites a line for 256 of them, as heavy as it counts", () => {
  const atOnce = { resolutions: [], alike: [{ action: "skip" as const, numbers: "1-200000" }] };
  const reopened = fact("IssuesReopened", { jobId, batchId: null, numbers: "1-200000" });
  assert.deepEqual(linesBy(resolvedAs(atOnce)), { states: 782, decisions: 1, facts: 1 + 1 + 782 });
  assert.deepEqual(linesBy(reopened), { states: 782, decisions: 0, facts: 1 + 782 });
});

Deno.test("fold, negative twin: told one by one it writes a line each", () => {
  const resolutions = Array.from({ length: 200_000 }, (_, i) => ({
    number: i + 1,
    action: "skip" as const,
  }));
  const lines = linesBy(resolvedAs({ resolutions }));
  assert.deepEqual(lines, { states: 782, decisions: 200_000, facts: 1 + 200_000 });
});

const resolvedAs = (how: Pick<RecordedEvent<"IssuesResolved">["data"], "resolutions" | "alike">) =>
  fact("IssuesResolved", { jobId, rule: "skip", batchId: null, ...how });

/** What one event writes where 200,000 issues are asked, and what it weighs. */
function linesBy(happened: Fact) {
  const batch = recorded([happened]);
  const states = needsOf(batch).states.map(({ first_number }): StatesRow => ({
    ...noIssues(jobId, first_number),
    states: Array(STATES_ISSUES).fill(OPEN),
  }));
  const changes = fold({ jobs: [given(needsReview()).job], issues: [], states }, batch);
  assert.deepEqual(changes.issues, []);
  return {
    states: changes.states.length,
    decisions: changes.bulkResolutions.length + changes.resolutions.length,
    facts: factsOf(batch[0]!),
  };
}

Deno.test("fold: every kind of issue has its place in the lines of states", () => {
  assert.deepEqual([...kinds].sort(), [...IssueKind.options].sort());
});
