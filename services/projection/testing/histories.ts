/**
 * Random job histories for property tests: in a possible order of events, with unlikely decisions,
 * personal data erased in between, and jobs deleted in the middle of processing.
 */
import {
  byKey,
  type Fact,
  formatRowSet,
  type ParsedRow,
  type RecordedEvent,
} from "@rollcall/contracts";
import fc from "fast-check";
import {
  columns,
  fact,
  fileRecognized,
  jobCreated,
  jobDeleted,
  parsedRows,
  recorded,
  rowsParsed,
} from "./events.ts";

const jobIds = [
  "0198c0de-0000-7000-8000-000000000001",
  "0198c0de-0000-7000-8000-000000000002",
];

const ROWS = 6;
/** The number of the issue about the whole file. */
const FILE_ISSUE = 5;
const numbers = fc.integer({ min: 1, max: 5 });
const rowIds = fc.uniqueArray(fc.integer({ min: 1, max: ROWS }), { minLength: 1, maxLength: 3 });
const text = fc.constantFrom("Ann", " Bo ", "", 'quote"d', "back\\slash", "tab\there", "=1+1", "Ü");
const emails = fc.constantFrom("NEW@Example.com ", "", "x@y.org", "a.b+c@gmail.com");
const values = fc.oneof(
  fc.record({ first_name: text }).map(byKey<string>),
  fc.record({ email: emails, notes: text }).map(byKey<string>),
  fc.record({ phone: fc.constantFrom("0555 0100", "", " 12 ") }).map(byKey<string>),
  text.map((typed) => byKey([["__proto__", typed], ["constructor", typed]])),
);
const edit = fc.record({
  rowId: fc.constantFrom(1, 2),
  values,
  sources: fc.option(fc.constant(byKey({ first_name: 2, ["__proto__"]: 1 })), {
    nil: undefined,
    freq: 3,
  }),
  phone: fc.option(fc.constant("+15550100"), { nil: undefined, freq: 3 }),
}).map(({ rowId, values, sources, phone }) => ({
  rowId,
  values,
  ...(sources && { sources }),
  ...(phone && { phone }),
}));
const batchIds = fc.constantFrom(null, null, "0198c0de-0000-4000-8000-0000000000b1");

/** A few, or all and more: undoing many takes a different path. */
const sets = fc.oneof(
  fc.uniqueArray(numbers, { minLength: 1, maxLength: 3 })
    .map((some) => formatRowSet(some.toSorted((a, b) => a - b))),
  fc.constantFrom("1-700", "2-3,5,9-900"),
);
const alike = fc.record({
  action: fc.constantFrom("skip" as const, "keep" as const),
  numbers: sets,
  via: fc.option(fc.record({ via: fc.constant(FILE_ISSUE) }), { nil: { viaBefore: 1 }, freq: 3 }),
  isFirst: fc.boolean(),
}).map(({ via, isFirst, ...rest }) => ({ ...rest, ...(!isFirst && via) }));

/** What a review may append, one event each. `numbers` may name issues that do not exist. */
function reviewEvent(jobId: string): fc.Arbitrary<Fact> {
  return fc.oneof(
    fc.record({ number: numbers, edits: fc.array(edit), batchId: batchIds })
      .map(({ number, edits, batchId }) =>
        fact("IssuesResolved", {
          jobId,
          rule: batchId && "take_suggestion",
          batchId,
          resolutions: [{ number, ...decided(edits) }],
        }, { edits: edits.map((edit) => ({ number, ...edit })) })
      ),
    fc.record({
      numbers: sets,
      batchId: batchIds,
      edits: fc.constantFrom(undefined, "newest", "newest", "none"),
    }).map(({ edits, ...reopened }) =>
      fact("IssuesReopened", { jobId, ...reopened, ...(edits && { edits }) })
    ),
    fc.record({ alike: fc.array(alike, { minLength: 1, maxLength: 3 }), batchId: batchIds })
      .map(({ alike, batchId }) =>
        fact("IssuesResolved", { jobId, rule: batchId && "skip", batchId, resolutions: [], alike })
      ),
    fc.record({
      number: numbers,
      rowIds: rowIds.map((ids) => formatRowSet(ids.toSorted((a, b) => a - b))),
      status: fc.constantFrom("OPEN", "WITHDRAWN"),
    })
      .map((issue) => fact("IssuesRevised", { jobId, issues: [issue] })),
    rowIds.map((ids) => finalized(jobId, ids)),
    rowChange(jobId),
    fc.record({
      kind: fc.constantFrom("undo" as const, "redo" as const, "restore" as const),
      to: fc.integer({ min: 1, max: 20 }),
    }).map((restored) => fact("ReviewRestored", { jobId, ...restored })),
    columnNamed(jobId),
    fc.constantFrom("dedupe" as const, "review" as const).map((stage) =>
      fact("JobFailed", { jobId, stage, causeId: jobId, message: "It failed." })
    ),
    fc.constantFrom("dedupe" as const, "review" as const).map((stage) =>
      fact("JobRetried", { jobId, stage, causeId: jobId })
    ),
  );
}

/** A change of rows, or that one was undone; `number` may name one that does not exist. */
const rowChange = (jobId: string) =>
  fc.record({
    number: fc.integer({ min: 1, max: 3 }),
    ids: rowIds,
    kind: fc.constantFrom("RowsEdited", "RowsExcluded", "RowsBroughtBack", "undo", "undo"),
    edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
    change: fc.constantFrom("edited" as const, "excluded" as const, "brought back" as const),
    before: fc.constantFrom(0, 0, 2),
  }).map(({ number, ids, kind, edits, change, before }): Fact => {
    const batchId = `0198c0de-0000-4000-8000-0000000000c${number}`;
    const told = {
      jobId,
      number,
      batchId,
      rowIds: formatRowSet(ids.toSorted((a, b) => a - b)),
      rowCount: ids.length,
      before,
      total: ids.length + before,
    };
    switch (kind) {
      case "RowsEdited": {
        const made = edits.map(({ sources: _, ...made }: typeof edits[number]) => made);
        return fact(kind, { ...told, operation: before ? "trim" : null }, { edits: made });
      }
      case "RowsExcluded":
      case "RowsBroughtBack":
        return fact(kind, told);
      default:
        return fact("RowsChangeUndone", { jobId, number, batchId, change, rowCount: ids.length });
    }
  });

/** Usually for the file's issue, with a column that may or may not exist. */
const columnNamed = (jobId: string) =>
  fc.record({
    number: fc.constantFrom(FILE_ISSUE, FILE_ISSUE, 1),
    column: fc.integer({ min: 0, max: 8 }),
  })
    .map((named) =>
      fact("IssuesResolved", {
        jobId,
        rule: null,
        batchId: null,
        resolutions: [{ ...named, action: "use_column" }],
      }, { edits: [] })
    );

function decided(edits: { sources?: object }[]) {
  if (edits.some((edit) => edit.sources)) return { action: "merge" as const, chosenRowId: 1 };
  return { action: edits.length ? "edit" as const : "keep" as const };
}

function finalized(jobId: string, ids: number[]): Fact {
  const rowIds = formatRowSet(ids.toSorted((a, b) => a - b));
  return fact("JobFinalized", {
    jobId,
    listVersion: 1,
    contactCount: ids.length,
    mergedCount: 0,
    rowIds,
    automatic: false,
  });
}

/** Numbers list versions consecutively. */
function counted(facts: Fact[]): Fact[] {
  let listVersion = 0;
  return facts.flatMap((fact) => {
    if (fact.type !== "JobFinalized") return [fact];
    const { jobId } = fact.data;
    listVersion++;
    return [merged(jobId, listVersion), { ...fact, data: { ...fact.data, listVersion } }];
  });
}

/** The second row went into the first and filled in its phone number. */
function merged(jobId: string, listVersion: number): Fact {
  return fact("RowsMerged", { jobId, listVersion, merges: [{ rowId: 1, rowIds: "2" }] }, {
    fills: [{
      rowId: 1,
      values: byKey({ phone: "030 1234567" }),
      sources: byKey({ phone: 2 }),
      phone: `+4930123456${listVersion}`,
    }],
  });
}

/** Rows, some with warnings and normalised phone numbers. */
function notedRows(from: number, to: number): ParsedRow[] {
  return parsedRows(from, to, {
    2: { email: "a.b@gmail.com" },
    [ROWS]: { email: "", notes: "a\nb" },
  }).map(([line, email, problems, values], i): ParsedRow => {
    if (i % 3 === 0) return [line, email, problems, values];
    const notes = i % 3 === 1 ? { warnings: ["ROW_TOO_SHORT", "ROW_TOO_LONG"] } : {};
    return [line, email, problems, values, { ...notes, phone: "+15550100" }];
  });
}

function jobHistory(jobId: string): fc.Arbitrary<Fact[]> {
  const kind = fc.constantFrom("DUPLICATE_EMAIL", "MISSING_EMAIL", "EMAIL_TYPO");
  return fc.record({
    cut: fc.integer({ min: 1, max: ROWS - 1 }),
    kinds: fc.array(kind, { minLength: 1, maxLength: 4 }),
    fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    foldGmail: fc.boolean(),
    decisions: fc.array(reviewEvent(jobId), { maxLength: 14 }),
    /** after how many events the job is deleted; the rest still arrive */
    deletedAt: fc.option(fc.integer({ min: 1, max: 16 }), { nil: Infinity, freq: 4 }),
  }).map(({ cut, kinds, fails, foldGmail, decisions, deletedAt }) => {
    const happened = [
      jobCreated(jobId, "user-1", ROWS, foldGmail),
      fact("ParsingStarted", { jobId }),
      fileRecognized(jobId),
      rowsParsed(jobId, 1, notedRows(1, cut)),
      rowsParsed(jobId, cut + 1, notedRows(cut + 1, ROWS)),
      ...fails
        ? [fact("ParsingFailed", { jobId, code: "BROKEN" }, { message: "It broke.", headers: [] })]
        : [
          fact("ParsingCompleted", {
            jobId,
            totalRows: ROWS,
            validRows: ROWS - 1,
            problemCounts: {},
            warningCounts: { ROW_TOO_SHORT: 1 },
          }, { columns }),
          fact("IssuesOpened", {
            jobId,
            issues: [
              ...kinds.map((type, i) => ({ number: i + 1, type, rowIds: [i + 1, ROWS] })),
              { number: FILE_ISSUE, type: "MISSING_LAST_NAME", scope: "file", rowIds: [] },
            ],
          }, {
            keys: [...kinds.map((_, i) => `key-${i}`), "file"],
            offered: [{ number: FILE_ISSUE, columns: [{ place: 1, filled: 2, samples: ["Ann"] }] }],
          }),
          fact("DedupeCompleted", { jobId, issueCount: kinds.length, repeatedRows: 0 }),
          ...counted(decisions),
        ],
    ];
    if (deletedAt < happened.length) happened.splice(deletedAt, 0, jobDeleted(jobId));
    return happened;
  });
}

/** The interleaved events of two jobs, and which job is erased afterwards, if any. */
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

/** The same, as read from the log. */
export const history: fc.Arbitrary<RecordedEvent[]> = facts.map(({ facts, erased }) =>
  recorded(facts, "user-1").map((event) =>
    event.data.jobId === erased ? { ...event, personal: null } as RecordedEvent : event
  )
);

/** A history with positions at which to split it into batches. */
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
