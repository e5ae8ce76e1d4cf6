/**
 * Random histories of jobs for properties: in the order in which events can come, with decisions that
 * nobody would take and personal data that was erased in between.
 */
import { type Fact, formatRowSet, type RecordedEvent } from "@rollcall/contracts";
import fc from "fast-check";
import { columns, fact, jobCreated, parsedRows, recorded, rowsParsed } from "./events.ts";

const jobIds = [
  "0198c0de-0000-7000-8000-000000000001",
  "0198c0de-0000-7000-8000-000000000002",
];

const ROWS = 6;
const numbers = fc.integer({ min: 1, max: 5 });
const rowIds = fc.uniqueArray(fc.integer({ min: 1, max: ROWS }), { minLength: 1, maxLength: 3 });
const text = fc.constantFrom("Ann", " Bo ", "", 'quote"d', "back\\slash", "tab\there", "=1+1", "Ü");
const values = fc.oneof(
  fc.record({ first_name: text }),
  fc.record({ email: fc.constantFrom("NEW@Example.com ", "", "x@y.org"), notes: text }),
);

/** What a reviewer may do, one event each. `numbers` may name issues that do not exist. */
function reviewEvent(jobId: string): fc.Arbitrary<Fact> {
  return fc.oneof(
    fc.record({
      number: numbers,
      edits: fc.array(fc.record({ rowId: fc.constantFrom(1, 2), values })),
    })
      .map(({ number, edits }) =>
        fact("IssuesResolved", {
          jobId,
          rule: null,
          batchId: null,
          resolutions: [{ number, action: edits.length ? "edit" : "keep" }],
        }, { edits: edits.map((edit) => ({ number, ...edit })) })
      ),
    fc.uniqueArray(numbers, { minLength: 1, maxLength: 3 })
      .map((reopened) => fact("IssuesReopened", { jobId, batchId: null, numbers: reopened })),
    fc.record({ number: numbers, rowIds, status: fc.constantFrom("OPEN", "WITHDRAWN") })
      .map((issue) => fact("IssuesRevised", { jobId, issues: [issue] })),
    rowIds.map((ids) => finalized(jobId, ids)),
    fc.constantFrom("dedupe" as const, "review" as const).map((stage) =>
      fact("JobFailed", { jobId, stage, causeId: jobId, message: "It failed." })
    ),
    fc.constantFrom("dedupe" as const, "review" as const).map((stage) =>
      fact("JobRetried", { jobId, stage, causeId: jobId })
    ),
  );
}

function finalized(jobId: string, ids: number[]): Fact {
  const rowIds = formatRowSet(ids.toSorted((a, b) => a - b));
  return fact("JobFinalized", {
    jobId,
    listVersion: 1,
    contactCount: ids.length,
    rowIds,
    automatic: false,
  });
}

function jobHistory(jobId: string): fc.Arbitrary<Fact[]> {
  const kind = fc.constantFrom("DUPLICATE_EMAIL", "MISSING_EMAIL");
  return fc.record({
    cut: fc.integer({ min: 1, max: ROWS - 1 }),
    kinds: fc.array(kind, { minLength: 1, maxLength: 4 }),
    fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    decisions: fc.array(reviewEvent(jobId), { maxLength: 12 }),
  }).map(({ cut, kinds, fails, decisions }) => [
    jobCreated(jobId, "user-1", ROWS),
    fact("ParsingStarted", { jobId }),
    rowsParsed(jobId, 1, parsedRows(1, cut)),
    rowsParsed(jobId, cut + 1, parsedRows(cut + 1, ROWS, { [ROWS]: { email: "", notes: "a\nb" } })),
    ...fails
      ? [fact("ParsingFailed", { jobId, code: "BROKEN" }, { message: "It broke.", headers: [] })]
      : [
        fact("ParsingCompleted", {
          jobId,
          totalRows: ROWS,
          validRows: ROWS - 1,
          problemCounts: {},
          warningCounts: {},
        }, { columns }),
        fact("IssuesOpened", {
          jobId,
          issues: kinds.map((type, i) => ({ number: i + 1, type, rowIds: [i + 1, ROWS] })),
        }, { keys: kinds.map((_, i) => `key-${i}`) }),
        fact("DedupeCompleted", { jobId, issueCount: kinds.length, repeatedRows: 0 }),
        ...decisions,
      ],
  ]);
}

/** What two jobs' services append, interleaved, and which of the jobs is erased afterwards, if any. */
export const facts: fc.Arbitrary<{ facts: Fact[]; erased: string | undefined }> = fc.record({
  facts: fc.tuple(...jobIds.map(jobHistory)),
  order: fc.array(fc.boolean(), { maxLength: 40 }),
  erased: fc.constantFrom(undefined, undefined, undefined, ...jobIds),
}).map(({ facts: [one, two], order, erased }) => {
  const left = [[...one!], [...two!]];
  const merged = [...order, ...left.flat().map(() => true)].flatMap((first) => {
    const next = left[first ? 0 : 1]!.shift() ?? left[first ? 1 : 0]!.shift();
    return next ? [next] : [];
  });
  return { facts: merged, erased };
});

/** The same as they would be read from the log. */
export const history: fc.Arbitrary<RecordedEvent[]> = facts.map(({ facts, erased }) =>
  recorded(facts, "user-1").map((event) =>
    event.data.jobId === erased ? { ...event, personal: null } as RecordedEvent : event
  )
);

/** A history with places to cut it into batches. */
export const cutHistory = history.chain((events) =>
  fc.record({
    events: fc.constant(events),
    cuts: fc.uniqueArray(fc.integer({ min: 1, max: events.length }), { maxLength: 6 }),
  })
);

/** The batches between the cuts. */
export function batchesOf(events: RecordedEvent[], cuts: number[]): RecordedEvent[][] {
  const ends = [...cuts.toSorted((a, b) => a - b), events.length];
  return ends.map((end, i) => events.slice(ends[i - 1] ?? 0, end)).filter((b) => b.length > 0);
}
