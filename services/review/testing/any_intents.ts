/** Arbitrary rows and arbitrary decisions on them, for property tests. Test only. */
import { byKey, entriesOf, type RowValues } from "@rollcall/contracts";
import { type NameField, nameFields, type ValueOperation } from "@rollcall/contacts";
import fc from "fast-check";
import type { DecisionCommand } from "../decide.ts";
import { type Given, type JobOptions, type Person, unknownColumn } from "./given_job.ts";
import { bulkRules } from "@rollcall/contracts";
import type { Choice } from "../resolve_issue.ts";
import type { ReviewIssue } from "../review.ts";

const often = (values: string[], seldom: string[]) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...values) },
    { weight: 1, arbitrary: fc.constantFrom(...seldom) },
  );

/** Few, so that rows collide: two are one when Gmail is folded, one is a suggestion for another. */
const address = often(
  ["a@x.org", "b@gmail.com", "b@gmial.com"],
  ["c@x.org", "B+1@googlemail.com", "", "broken@"],
);
/** The second is the first in another form. */
const phone = often(["", "030 1"], ["0301", "030 2"]);
const name = often(["Ann", "Bob"], [""]);

export const anyPeople: fc.Arbitrary<Person[]> = fc.array(
  fc.tuple(address, name, often(["Lee"], [""]), fc.constant(""), phone),
  { maxLength: 7 },
);

export const anyOptions: fc.Arbitrary<JobOptions> = fc.record({
  foldGmail: fc.boolean(),
  samePerson: fc.constantFrom("first", "first", "ask", null),
  missing: fc.oneof(fc.constant<NameField[]>([]), fc.subarray([...nameFields])),
});

/** An intended decision; its issue and row are picked from those present at that point. */
export interface Intent {
  act: (typeof ACTS)[number];
  issue: number;
  row: number;
  other: number;
  values: RowValues;
}

const ACTS = [
  ...["choose", "edit", "edit", "merge", "merge", "take_suggestion", "skip", "keep"],
  ...["reopen", "by rule", "by rule", "undo batch", "finalize", "use_column", "use_column"],
  ...["edit row", "edit row", "exclude rows", "bring back rows", "change rows"],
] as const;

export const anyIntents: fc.Arbitrary<Intent[]> = fc.array(
  fc.record({
    act: fc.constantFrom(...ACTS),
    issue: fc.nat(30),
    row: fc.nat(30),
    other: fc.nat(30),
    values: fc.record({ email: address, first_name: name, last_name: name, phone }, {
      requiredKeys: [],
    }).map((typed) => byKey<string>(typed)),
  }),
  { maxLength: 16 },
);

const TYPES: ReviewIssue["type"][] = [
  "DUPLICATE_EMAIL",
  "DUPLICATE_DIFFERS",
  "MISSING_EMAIL",
  "INVALID_EMAIL_FORMAT",
  "EMAIL_TYPO",
  "MISSING_FIRST_NAME",
  "MISSING_LAST_NAME",
];

export function toCommand({ review, index }: Given, intent: Intent): DecisionCommand {
  const { act, issue, row, other } = intent;
  if (act === "finalize") return { type: "finalize", automatic: false };
  if (act === "undo batch") {
    const changes = [...review.changes.values()].map(({ batchId }) => batchId);
    const batches = [...review.batches, ...changes];
    return { type: act, batchId: batches[issue % batches.length] ?? "none" };
  }
  if (act === "by rule") {
    const batchId = `batch ${review.batches.size + 1}`;
    const issueType = TYPES[issue % TYPES.length]!;
    const rule = bulkRules[row % bulkRules.length]!;
    const command = { type: "resolve by rule", issueType, rule, batchId } as const;
    return { ...command, includeResolved: other % 2 === 0, ...selectionOf(intent) };
  }
  const change = toChange(intent, `change ${review.changes.size + 1}`, index.emails.length - 1);
  if (change) return change;
  const seen = [...review.issues.values()].filter(({ status }) => status !== "WITHDRAWN");
  // Issues about the file come up as often as all others together.
  const ofFile = seen.filter(({ scope }) => scope === "file");
  const asked = act === "use_column" && ofFile.length ? ofFile : seen;
  const { number, rowIds } = asked[issue % asked.length] ?? { number: 1, rowIds: [1] };
  if (act === "reopen") return { type: "reopen", number };
  return { type: "resolve", number, choice: toChoice(intent, rowIds.length ? rowIds : [1]) };
}

/** As often as not all issues; else some, by their numbers, by their rows, or by both. */
function selectionOf({ issue, row, other }: Intent): { issues?: string; rowIds?: string } {
  const from = issue % 7 + 1, rowFrom = row % 7 + 1;
  const issues = `${from}-${from + other % 5}`, rowIds = `${rowFrom}-${rowFrom + other % 3}`;
  return [{}, {}, {}, { issues }, { rowIds }, { issues, rowIds }][other % 6]!;
}

/** Operations of which each, applied again, changes nothing. */
const OPERATIONS: ValueOperation[] = [
  { do: "replace", column: "email", find: "gmial", by: "gmail", matchCase: false, whole: false },
  {
    do: "replace",
    column: null,
    find: "b@gmail.com",
    by: "a@x.org",
    matchCase: false,
    whole: true,
  },
  { do: "set", column: "last_name", value: "" },
  { do: "case", column: "first_name", to: "upper" },
  { do: "set", column: "email", value: "a@x.org" },
  { do: "unite", column: "phone", values: ["0301"], value: "030 1" },
];

/** What changes rows that no issue asks about. */
function toChange(
  { act, issue, row, other, values }: Intent,
  batchId: string,
  rows: number,
): DecisionCommand | undefined {
  const rowId = row % Math.max(1, rows) + 1;
  const rowIds = other % 2 ? `${rowId}` : `${rowId}-${rowId + other}`;
  switch (act) {
    case "edit row":
      return { type: act, rowId, values, batchId };
    case "exclude rows":
    case "bring back rows":
      return { type: act, rowIds, batchId };
    case "change rows":
      return { type: act, rowIds, operation: OPERATIONS[issue % OPERATIONS.length]!, batchId };
  }
  return undefined;
}

function toChoice({ act, row, other, values }: Intent, rowIds: number[]): Choice {
  const rowId = rowIds[row % rowIds.length]!;
  switch (act) {
    case "choose":
      return { action: act, chosenRowId: rowId };
    case "edit":
      return { action: act, rowId, values };
    case "merge": {
      const from = rowIds[other % rowIds.length]!;
      const typed = entriesOf(values).map(([field, value]) => [field, { value }] as const);
      const fields = byKey<{ from: number } | { value: string }>([["company", { from }], [
        "last_name",
        { from },
      ], ...typed]);
      return { action: act, chosenRowId: rowId, fields };
    }
    case "use_column": {
      const columns = [...nameFields.map(unknownColumn), "company", "none"];
      return { action: act, column: columns[(row + other) % columns.length]! };
    }
    default:
      return { action: act as "skip" | "keep" | "take_suggestion" };
  }
}
