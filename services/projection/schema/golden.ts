/**
 * A history with every event, made of the contracts' golden samples and variants: a fold is
 * identified by its output for it. Nothing in it depends on a clock.
 */
import type { RecordedEvent } from "@rollcall/contracts";
import dedupeCompleted from "../../../contracts/events/dedupe-completed/v1.sample.json" with {
  type: "json",
};
import fileRecognized from "../../../contracts/events/file-recognized/v3.sample.json" with {
  type: "json",
};
import issuesOpened from "../../../contracts/events/issues-opened/v4.sample.json" with {
  type: "json",
};
import issuesReopened from "../../../contracts/events/issues-reopened/v4.sample.json" with {
  type: "json",
};
import issuesResolved from "../../../contracts/events/issues-resolved/v4.sample.json" with {
  type: "json",
};
import issuesRevised from "../../../contracts/events/issues-revised/v2.sample.json" with {
  type: "json",
};
import jobCreated from "../../../contracts/events/job-created/v5.sample.json" with { type: "json" };
import jobDeleted from "../../../contracts/events/job-deleted/v1.sample.json" with { type: "json" };
import jobFailed from "../../../contracts/events/job-failed/v1.sample.json" with { type: "json" };
import jobFinalized from "../../../contracts/events/job-finalized/v2.sample.json" with {
  type: "json",
};
import jobRetried from "../../../contracts/events/job-retried/v1.sample.json" with { type: "json" };
import mappingRemembered from "../../../contracts/events/mapping-remembered/v1.sample.json" with {
  type: "json",
};
import parsingCompleted from "../../../contracts/events/parsing-completed/v2.sample.json" with {
  type: "json",
};
import parsingFailed from "../../../contracts/events/parsing-failed/v1.sample.json" with {
  type: "json",
};
import parsingStarted from "../../../contracts/events/parsing-started/v1.sample.json" with {
  type: "json",
};
import reviewRestored from "../../../contracts/events/review-restored/v1.sample.json" with {
  type: "json",
};
import rowsParsed from "../../../contracts/events/rows-parsed/v2.sample.json" with { type: "json" };
import rowsBroughtBack from "../../../contracts/events/rows-brought-back/v1.sample.json" with {
  type: "json",
};
import rowsChangeUndone from "../../../contracts/events/rows-change-undone/v1.sample.json" with {
  type: "json",
};
import rowsEdited from "../../../contracts/events/rows-edited/v1.sample.json" with { type: "json" };
import rowsExcluded from "../../../contracts/events/rows-excluded/v1.sample.json" with {
  type: "json",
};
import rowsMerged from "../../../contracts/events/rows-merged/v1.sample.json" with { type: "json" };
import uploadKeyUsed from "../../../contracts/events/upload-key-used/v1.sample.json" with {
  type: "json",
};

interface Sample {
  type: string;
  data: object;
  personal: object | null;
}

const sample = (base: Sample, data: object = {}, personal: object | null = base.personal) => ({
  ...base,
  data: { ...base.data, ...data },
  personal,
});

/** A decision without a rule, unless one is named. */
const decided = (resolutions: object[], edits: object[] = [], rule: string | null = null) =>
  sample(issuesResolved, { rule, batchId: null, resolutions, alike: undefined }, { edits });

const alike = (...alike: object[]) =>
  sample(issuesResolved, { rule: "skip", resolutions: [], alike }, null);

const opened = (issues: object[]) =>
  sample(issuesOpened, { issues }, { keys: issues.map((_, i) => `key-${i}`) });

const reviewed: Sample[] = [
  jobCreated,
  uploadKeyUsed,
  parsingStarted,
  fileRecognized,
  rowsParsed,
  sample(rowsParsed, { firstRowId: 5, bytesRead: 48_213 }),
  parsingCompleted,
  mappingRemembered,
  sample(issuesOpened, { issues: issuesOpened.data.issues.slice(0, 3) }),
  dedupeCompleted,
  sample(jobFailed, { stage: "review" }),
  sample(jobRetried, { stage: "review" }),
  sample(issuesResolved, { resolutions: issuesResolved.data.resolutions.slice(0, 3) }),
  issuesRevised,
  decided([{ number: 3, action: "keep" }], [], "keep"),
  sample(rowsMerged, { listVersion: 1, merges: [{ rowId: 2, rowIds: "5,7-8" }] }),
  sample(jobFinalized, { rowIds: "1-4,6", listVersion: 1 }),
  issuesReopened,
  opened([
    { number: 4, type: "INVALID_EMAIL_FORMAT", rowIds: [4] },
    { number: 5, type: "MISSING_FIRST_NAME", rowIds: [8] },
    { number: 6, type: "MISSING_EMAIL", rowIds: [7] },
  ]),
  sample(issuesRevised, { issues: [{ number: 5, rowIds: "", status: "WITHDRAWN" }] }),
  decided([{ number: 4, action: "skip" }], [], "skip"),
  decided([{ number: 6, action: "edit" }], [
    { number: 6, rowId: 7, values: { email: " Noor@Example.com" } },
    { number: 6, rowId: 7, values: { email: "", Badge: "x" } },
    { number: 6, rowId: 8, values: { first_name: "Bo" } },
    { number: 6, rowId: 8, values: { email: "b.o+x@gmail.com", phone: "1" } },
    { number: 6, rowId: 8, values: { Country: "Chile" }, phone: "+5621234567" },
  ]),
  decided([{ number: 1, action: "skip" }, { number: 2, action: "keep" }]),
  sample(rowsMerged, { listVersion: 2 }, null),
  sample(rowsMerged, { listVersion: 2 }),
  sample(jobFinalized, { rowIds: "1-8", listVersion: 2, automatic: true }),
  // A repeated version, and the next one after an edit was undone.
  sample(jobFinalized, { rowIds: "1", listVersion: 2 }),
  sample(issuesReopened, { batchId: null, numbers: "6", edits: "none" }),
  sample(issuesReopened, { batchId: null, numbers: "6" }),
  sample(issuesReopened, { batchId: null, numbers: "6", edits: undefined }),
  sample(issuesReopened, { batchId: null, numbers: "6", edits: undefined }),
  decided([{ number: 6, action: "merge", chosenRowId: 8 }], [
    { number: 6, rowId: 8, values: { email: "b.o@gmail.com" }, sources: { email: 1 } },
  ]),
  // Of two edits the newest is taken back, then the other.
  decided([{ number: 6, action: "edit" }], [{ number: 6, rowId: 7, values: { phone: "2" } }]),
  sample(issuesReopened, { batchId: null, numbers: "5-6" }),
  sample(issuesReopened, { batchId: null, numbers: "5-6" }),
  sample(jobFinalized, { rowIds: "1-3,8", listVersion: 3 }),
  // Rows are changed though nothing asks for it, in two parts, and the list is put aside.
  rowsEdited,
  sample(rowsEdited, { before: 2, total: 4, rowIds: "7-8" }),
  sample(jobFinalized, { rowIds: "1-3,8", listVersion: 4 }),
  rowsExcluded,
  rowsBroughtBack,
  sample(rowsChangeUndone, { number: 3, change: "brought back" }),
  rowsChangeUndone,
  sample(rowsEdited, { number: 4, operation: null }),
  reviewRestored,
  sample(reviewRestored, { kind: "redo" }),
  sample(jobFailed, { stage: "dedupe" }),
  sample(jobRetried, { stage: "dedupe" }),
];

/** Many at once, across more than one line of states; some are decided again, and all is undone. */
const atOnce: Sample[] = [
  ...[jobCreated, rowsParsed, parsingCompleted],
  opened(Array.from({ length: 600 }, (_, i) => ({
    number: i + 1,
    type: i % 2 ? "MISSING_FIRST_NAME" : "MISSING_EMAIL",
    rowIds: [i % 8 + 1],
  }))),
  dedupeCompleted,
  decided([{ number: 300, action: "edit" }], [
    { number: 300, rowId: 4, values: { first_name: "Bo" } },
  ]),
  alike(
    { action: "skip", numbers: "1,3,5-299,301-598" },
    { action: "skip", numbers: "2,4,599-700", viaBefore: 1 },
  ),
  sample(issuesReopened, { batchId: null, numbers: "7-8,257", edits: undefined }),
  decided([{ number: 7, action: "keep" }, { number: 8, action: "skip", via: 7 }]),
  alike({ action: "keep", numbers: "257" }),
  sample(jobFinalized, { rowIds: "1-8" }),
  sample(issuesReopened, { numbers: "1-600", edits: undefined }),
  alike({ action: "skip", numbers: "1-600", via: 1 }),
];

const unreadable: Sample[] = [jobCreated, parsingStarted, parsingFailed];
const withoutIssues: Sample[] = [
  sample(
    jobCreated,
    { format: "xlsx", encoding: null, delimiter: null, headerRow: null, foldGmail: false },
    { originalFilename: "a.xlsx", sheet: "People", mapping: null, columns: [] },
  ),
  parsingStarted,
  sample(
    fileRecognized,
    { encoding: null, delimiter: null, headerRow: 1, remembered: null },
    { sheet: "People", sheets: ["Notes", "People"] },
  ),
  jobFailed,
  jobRetried,
  rowsParsed,
  parsingCompleted,
  sample(dedupeCompleted, { issueCount: 0 }),
  sample(jobFinalized, { rowIds: "1-2", automatic: true }),
];
/** Number 4 is about the whole file; its column is chosen, undone, and all rows are excluded. */
const ofFile: Sample[] = [
  ...[jobCreated, rowsParsed, parsingCompleted, issuesOpened, dedupeCompleted, issuesResolved],
  sample(jobFinalized, { rowIds: "1-3" }),
  sample(issuesReopened, { numbers: "4" }),
  decided([{ number: 4, action: "skip" }, { number: 2, action: "skip", via: 4 }]),
  sample(jobFinalized, { rowIds: "", contactCount: 0, listVersion: 2 }),
  decided([{ number: 4, action: "use_column", column: 99 }]),
];
const erased = [
  ...[jobCreated, fileRecognized, rowsParsed, parsingCompleted, issuesOpened, issuesResolved],
  parsingFailed,
].map((event) => sample(event, {}, null));
const neverCreated: Sample[] = [parsingStarted, rowsParsed];
const deleted: Sample[] = [
  ...[jobCreated, rowsParsed, parsingCompleted, issuesOpened, issuesResolved, issuesReopened],
  sample(jobFinalized, { rowIds: "1-3" }),
  ...[jobDeleted, rowsParsed, issuesOpened, parsingFailed],
];

const jobs = [reviewed, unreadable, withoutIssues, erased, neverCreated, deleted, ofFile, atOnce];

/** In log order: one job after the other, events a second apart. */
export const golden: RecordedEvent[] = jobs
  .flatMap((events, job) => events.map((event) => sample(event, { jobId: idOf(job + 1) })))
  .map((event, i) => ({
    ...event,
    id: idOf(1_000 + i),
    stream: "golden",
    version: i + 1,
    position: i + 1,
    schemaVersion: 1,
    metadata: { correlationId: "golden", causationId: null, userId: "golden", traceparent: null },
    recordedAt: new Date(Date.UTC(2026, 0, 1) + i * 1_000).toISOString(),
  } as RecordedEvent));

function idOf(n: number): string {
  return `0199a3c2-7d1e-7c44-9b0a-${String(n).padStart(12, "0")}`;
}
