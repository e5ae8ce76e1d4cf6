/** Whatever people's rows are and whatever a person may want to do with them. Test only. */
import { byKey, entriesOf, type RowValues } from "@rollcall/contracts";
import { type NameField, nameFields } from "@rollcall/contacts";
import fc from "fast-check";
import type { Command } from "../decide.ts";
import { type Given, type JobOptions, type Person, unknownColumn } from "../given.ts";
import type { BulkRule } from "../resolve_by_rule.ts";
import type { Choice } from "../resolve_issue.ts";
import type { ReviewIssue } from "../review.ts";

const often = (values: string[], seldom: string[]) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...values) },
    { weight: 1, arbitrary: fc.constantFrom(...seldom) },
  );

/** Few of them, so that rows meet: two are one where gmail is folded, one is suggested for another. */
const address = often(
  ["a@x.org", "b@gmail.com", "b@gmial.com"],
  ["c@x.org", "B+1@googlemail.com", "", "broken@"],
);
/** The second is the first, written otherwise. */
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

/** What a person means to do; which issue and row it is follows from what is there by then. */
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

const RULES: BulkRule[] = ["first", "last", "most_complete", "skip", "keep", "take_suggestion"];
const TYPES: ReviewIssue["type"][] = [
  "DUPLICATE_EMAIL",
  "DUPLICATE_DIFFERS",
  "MISSING_EMAIL",
  "INVALID_EMAIL_FORMAT",
  "EMAIL_TYPO",
  "MISSING_FIRST_NAME",
  "MISSING_LAST_NAME",
];

export function toCommand({ review }: Given, intent: Intent): Command {
  const { act, issue, row } = intent;
  if (act === "finalize") return { type: "finalize", automatic: false };
  if (act === "undo batch") {
    const batches = [...review.batches];
    return { type: act, batchId: batches[issue % batches.length] ?? "none" };
  }
  if (act === "by rule") {
    const batchId = `batch ${review.batches.size + 1}`;
    const issueType = TYPES[issue % TYPES.length]!;
    return { type: "resolve by rule", issueType, rule: RULES[row % RULES.length]!, batchId };
  }
  const seen = [...review.issues.values()].filter(({ status }) => status !== "WITHDRAWN");
  // What is asked of the file comes up as often as all else together.
  const ofFile = seen.filter(({ scope }) => scope === "file");
  const asked = act === "use_column" && ofFile.length ? ofFile : seen;
  const { number, rowIds } = asked[issue % asked.length] ?? { number: 1, rowIds: [1] };
  if (act === "reopen") return { type: "reopen", number };
  return { type: "resolve", number, choice: toChoice(intent, rowIds.length ? rowIds : [1]) };
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
