/** Settling one issue: choose a row, edit a row, leave the rows out, or keep them as they are. */
import type { Fact, RowProblem } from "@rollcall/contracts";
import { checkRow, type ContactField, contactFields } from "@rollcall/contacts";
import { refuse, type Refused, type Step } from "./decide.ts";
import { reopening } from "./reopen_issue.ts";
import { apply, copyReview, type Review, type ReviewIssue } from "./review.ts";
import { Rows, type RowValues } from "./rows.ts";

export type Choice =
  | { action: "choose"; chosenRowId: number }
  | { action: "edit"; rowId: number | undefined; values: RowValues }
  | { action: "skip" }
  | { action: "keep" };

type Resolved = Extract<Fact, { type: "IssuesResolved" }>;

/** The issue by its number, as far as a person can see it. */
export function findIssue(review: Review, number: number): ReviewIssue | Refused {
  const issue = review.issues.get(number);
  if (issue && issue.status !== "WITHDRAWN") return issue;
  return refuse(404, "NOT_FOUND", "There is no such issue.");
}

export function resolveIssue(
  jobId: string,
  review: Review,
  rows: Rows,
  number: number,
  choice: Choice,
): Step | Refused {
  const issue = findIssue(review, number);
  if ("outcome" in issue) return issue;
  if (issue.status === "OPEN") return settle(jobId, review, rows, number, choice);
  if (isSame(review, issue, choice)) {
    return { outcome: "step", facts: [], settled: 1, touched: [] };
  }
  // A new decision takes the old one's place: its edits and what it settled besides go first.
  const undone = reopening(jobId, review, number);
  const open = undone.facts.reduce(apply, copyReview(review));
  const settled = settle(jobId, open, new Rows(rows.index, rows.known, open), number, choice);
  if (settled.outcome === "refused") return settled;
  return {
    ...settled,
    facts: [...undone.facts, ...settled.facts],
    touched: [...undone.touched, ...settled.touched],
  };
}

function settle(
  jobId: string,
  review: Review,
  rows: Rows,
  number: number,
  choice: Choice,
): Step | Refused {
  const issue = review.issues.get(number)!;
  switch (choice.action) {
    case "choose":
      if (!issue.rowIds.includes(choice.chosenRowId)) {
        return refuse(
          422,
          "NOT_A_CANDIDATE",
          `Row ${choice.chosenRowId} is not a candidate of this issue; ` +
            `candidates are ${issue.rowIds.join(", ")}.`,
        );
      }
      return step(jobId, review, [{ number, ...choice }]);
    case "skip":
      return step(jobId, review, [{ number, action: "skip" }, ...alsoSkipped(review, issue)]);
    case "keep":
      return step(jobId, review, [{ number, action: "keep" }]);
    case "edit":
      return edit(jobId, review, rows, issue, choice.rowId, choice.values);
  }
}

/** Leaving a row out settles whatever else is asked about it. */
export function alsoSkipped(review: Review, { number, type, rowIds }: ReviewIssue) {
  if (type === "DUPLICATE_EMAIL") return [];
  return rowIds.flatMap((rowId) => review.rowIssues.get(rowId) ?? [])
    .filter((other) => other !== number && review.issues.get(other)!.status === "OPEN")
    .map((other) => ({ number: other, action: "skip" as const, via: number }));
}

function edit(
  jobId: string,
  review: Review,
  rows: Rows,
  issue: ReviewIssue,
  asked: number | undefined,
  typed: RowValues,
): Step | Refused {
  const rowId = rowToEdit(issue, asked);
  if (rowId === undefined || !issue.rowIds.includes(rowId)) {
    return refuse(
      422,
      "NOT_A_CANDIDATE",
      `Say which row to edit in raw_row_id: one of ${issue.rowIds.join(", ")}.`,
    );
  }
  const unknown = Object.keys(typed).find((name) => !isName(rows, name));
  if (unknown !== undefined) {
    return refuse(
      422,
      "UNKNOWN_FIELD",
      `"${unknown}" is neither a field nor a column of the file.`,
    );
  }
  const before = rows.values(rowId);
  const after = { ...before, ...typed };
  const refused = checkEdit(issue, problemsOf(before), problemsOf(after), after);
  if (refused) return refused;
  const also = (review.rowIssues.get(rowId) ?? []).filter((other) => {
    const { status, type } = review.issues.get(other)!;
    return other !== issue.number && status === "OPEN" && !isStillThere(type, problemsOf(after));
  });
  return step(
    jobId,
    review,
    [
      { number: issue.number, action: "edit" },
      ...also.map((other) => ({ number: other, action: "edit" as const, via: issue.number })),
    ],
    [{ number: issue.number, rowId, values: typed }],
  );
}

/** Of several rows one has to be named. */
function rowToEdit({ rowIds }: ReviewIssue, asked: number | undefined): number | undefined {
  return asked ?? (rowIds.length === 1 ? rowIds[0] : undefined);
}

/** An edit must settle what it was made for, and bring nothing new. */
function checkEdit(
  { type }: ReviewIssue,
  before: RowProblem[],
  after: RowProblem[],
  values: RowValues,
): Refused | undefined {
  const wrong = after.find((problem) => isStillThere(type, [problem]) || !before.includes(problem));
  return wrong && { ...refuse(422, wrong, sentences[wrong](values)), field: fields[wrong] };
}

const fields: Record<RowProblem, ContactField> = {
  MISSING_EMAIL: "email",
  INVALID_EMAIL_FORMAT: "email",
  MISSING_FIRST_NAME: "first_name",
  MISSING_LAST_NAME: "last_name",
};

const sentences: Record<RowProblem, (values: RowValues) => string> = {
  MISSING_EMAIL: () => "The row would have no e-mail address; type one.",
  INVALID_EMAIL_FORMAT: ({ email }) => `"${email}" is not a valid e-mail address.`,
  MISSING_FIRST_NAME: () => "The row would have no first name; type one.",
  MISSING_LAST_NAME: () => "The row would have no last name; type one.",
};

/** A missing address that became an invalid one is not mended. */
function isStillThere(type: ReviewIssue["type"], problems: RowProblem[]): boolean {
  const isAboutEmail = type === "MISSING_EMAIL" || type === "INVALID_EMAIL_FORMAT";
  return problems.some((problem) =>
    problem === type ||
    isAboutEmail && (problem === "MISSING_EMAIL" || problem === "INVALID_EMAIL_FORMAT")
  );
}

const problemsOf = (values: RowValues) => checkRow((field) => values[field] ?? "").problems;

const isName = (rows: Rows, name: string) =>
  rows.index.names.has(name) || (contactFields as readonly string[]).includes(name);

function step(
  jobId: string,
  review: Review,
  resolutions: Resolved["data"]["resolutions"],
  edits: NonNullable<Resolved["personal"]>["edits"] = [],
): Step {
  const facts: Resolved[] = [{
    type: "IssuesResolved",
    data: { jobId, rule: null, batchId: null, resolutions },
    personal: edits.length ? { edits } : null,
  }];
  return {
    outcome: "step",
    facts,
    settled: resolutions.length,
    touched: touchedBy(review, { facts }),
  };
}

/** The rows whose part among those of their address a decision may change. */
export function touchedBy(review: Review, { facts }: Pick<Step, "facts">): number[] {
  const touched = new Set<number>();
  for (const fact of facts) {
    if (fact.type !== "IssuesResolved") continue;
    for (const { number } of fact.data.resolutions) {
      const issue = review.issues.get(number)!;
      if (issue.type !== "DUPLICATE_EMAIL") issue.rowIds.forEach((rowId) => touched.add(rowId));
    }
    for (const { rowId } of fact.personal?.edits ?? []) touched.add(rowId);
  }
  return [...touched];
}

/** Whether this is what was decided: a client repeats a command whose answer it did not get. */
function isSame(review: Review, issue: ReviewIssue, choice: Choice): boolean {
  const { number, decided } = issue;
  if (decided!.action !== choice.action) return false;
  if (choice.action === "choose") return decided!.chosenRowId === choice.chosenRowId;
  if (choice.action !== "edit") return true;
  const [typed, ...more] = review.edits.filter((edit) => edit.number === number);
  return typed !== undefined && more.length === 0 &&
    typed.rowId === rowToEdit(issue, choice.rowId) && areEqual(typed.values, choice.values);
}

function areEqual(one: RowValues, other: RowValues): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length &&
    names.every((name) => one[name] === other[name]);
}
