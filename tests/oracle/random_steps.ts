/**
 * Decisions as a person might take them, good ones and ones that are refused, determined by a random
 * source and by the job they are taken on: each one is taken on the expectation at once, so that
 * whoever repeats them in this order on the real job must get the same answers.
 */
import { byKey } from "@rollcall/contracts";
import type { BulkRule, IssueType } from "@rollcall/contracts/api";
import type { ReviewIssue } from "../../services/review/review.ts";
import type { ExpectedJob, StepAnswer } from "./expected_job.ts";
import { randomChange } from "./random_change.ts";
import { randomDecision } from "./random_decision.ts";
import type { Random } from "./random.ts";
import { batchIdOf, type Selected, type Step } from "./steps.ts";

export interface TakenStep {
  step: Step;
  answer: StepAnswer;
}

/** How far the person goes: some leave a job before its list is finalised. */
type Ending = "left open" | "resolved" | "finalized" | "undone" | "finalized again";

/**
 * Takes steps on `job`; `single` of them at most are decisions on one issue. Some people
 * delete it, at once or later, and then ask for more.
 */
export function randomSteps(random: Random, job: ExpectedJob, single = 8): TakenStep[] {
  if (!random.chance(DELETED)) return stepsWithoutDeletion(random, job, single);
  const taken = stepsWithoutDeletion(random, job, single);
  const before = taken.slice(0, random.int(0, taken.length));
  const after: Step[] = [{ do: "delete" }, random.pick([{ do: "delete" }, { do: "finalize" }])];
  return [...before, ...after.map((step) => ({ step, answer: job.take(step) }))];
}

/** Share of the jobs that are deleted. */
const DELETED = 0.15;

/** Steps that leave the job where it is. */
export function stepsWithoutDeletion(random: Random, job: ExpectedJob, single = 8): TakenStep[] {
  const taken: TakenStep[] = [];
  const take = (step: Step) => taken.push({ step, answer: job.take(step) });
  const { review } = job;
  if (!review.issues.size) return taken;
  const ending = endingOf(random);
  for (let i = random.int(1, single); i > 0; i--) {
    const narrowed = random.chance(EDITED_FIRST) ? severalAt(random, job) : undefined;
    if (narrowed) editThenDecide(random, job, narrowed, take);
    else take(randomStep(random, job));
  }
  if (ending === "left open") return taken;
  resolveAll(random, job, take);
  if (ending === "resolved") return taken;
  take({ do: "finalize" });
  if (ending === "finalized") return taken;
  take(random.chance(0.4) ? undoBatch(random, job) : undoOne(random, job));
  take({ do: "finalize" });
  if (ending === "undone") return taken;
  resolveAll(random, job, take);
  take({ do: "finalize" });
  return taken;
}

/** Share of the turns in which somebody corrects one of several rows, and only then decides. */
const EDITED_FIRST = 0.25;

/** An issue about more than two rows, open or told: an edit of one leaves it about fewer. */
function severalAt(random: Random, { review }: ExpectedJob): ReviewIssue | undefined {
  const several = [...review.issues.values()].filter(({ type, status, rowIds, decided }) =>
    type.startsWith("DUPLICATE_") && rowIds.length > 2 &&
    (status === "OPEN" || decided?.byDefault)
  );
  return several.length ? random.pick(several) : undefined;
}

/** What was typed has to stay until it is undone itself, whatever is decided after it. */
function editThenDecide(
  random: Random,
  job: ExpectedJob,
  { number, type, rowIds }: ReviewIssue,
  take: (step: Step) => void,
): void {
  const edited = random.pick(rowIds);
  const email = `away${random.int(1, 999)}@example.com`;
  const data = byKey({ email });
  take({
    do: "resolve",
    number,
    decision: { action: "edit", raw_row_id: edited, data },
  });
  const left = rowIds.filter((rowId) => rowId !== edited);
  const decide = (): Step =>
    random.chance(0.7)
      ? { do: "resolve", number, decision: { chosen_row_id: random.pick(left) } }
      : { do: "resolve", number, decision: { action: random.pick(["keep", "skip"] as const) } };
  if (random.chance(0.3)) {
    const batch = batchesOf(job);
    take(byRule(job, type, random.pick(["first", "last"])));
    if (random.chance(0.7) && batchesOf(job) > batch) take({ do: "undo batch", batch });
  } else {
    take(decide());
    if (random.chance(0.7)) take(decide());
  }
  for (let i = random.int(0, 2); i > 0; i--) take({ do: "reopen", number });
}

function endingOf(random: Random): Ending {
  const drawn = random.next();
  if (drawn < 0.1) return "left open";
  if (drawn < 0.25) return "resolved";
  if (drawn < 0.7) return "finalized";
  return drawn < 0.8 ? "undone" : "finalized again";
}

const TYPES: IssueType[] = [
  "MISSING_EMAIL",
  "INVALID_EMAIL_FORMAT",
  "EMAIL_TYPO",
  "MISSING_FIRST_NAME",
  "MISSING_LAST_NAME",
  "DUPLICATE_EMAIL",
  "DUPLICATE_DIFFERS",
];

/** Issues that follow from decisions come last, so a second round resolves them. */
function resolveAll(random: Random, job: ExpectedJob, take: (step: Step) => void): void {
  while (job.review.openIssues) {
    for (const type of TYPES) {
      if (!hasOpen(job, type)) continue;
      // Where there are suggestions, they are taken, and what has none is resolved otherwise.
      if (hasSuggestions(type) && random.chance(0.5)) take(byRule(job, type, "take_suggestion"));
      if (hasOpen(job, type)) take(byRule(job, type, resolvingRule(random, type)));
    }
  }
}

const hasOpen = ({ review }: ExpectedJob, type: IssueType) =>
  [...review.issues.values()].some((issue) => issue.type === type && issue.status === "OPEN");

const hasSuggestions = (type: IssueType) =>
  type === "EMAIL_TYPO" || type === "INVALID_EMAIL_FORMAT";

function resolvingRule(random: Random, type: IssueType): BulkRule {
  if (!type.startsWith("DUPLICATE_")) return random.pick(["skip", "keep"]);
  return random.pick(["first", "last", "most_complete", "skip", "keep"]);
}

function byRule(job: ExpectedJob, type: IssueType, rule: BulkRule): ByRule {
  return { do: "resolve by rule", type, rule, batch: batchesOf(job) };
}

type ByRule = Extract<Step, { do: "resolve by rule" }>;

/** Share of the rules that are for some issues only, or for those about some rows. */
const SELECTED = 0.5;

/** What is near an issue: it, and some before and behind it. */
function selected(random: Random, { number, rowIds }: ReviewIssue): Selected {
  if (!random.chance(SELECTED)) return {};
  const row = rowIds.at(-1) ?? 1;
  const around = (middle: number) =>
    `${Math.max(1, middle - random.int(0, 4))}-${middle + random.int(0, 4)}`;
  return random.chance(0.5) ? { issues: around(number) } : { rowIds: around(row) };
}

/** What was given the id of a batch so far: rules and changes of rows. */
const batchesOf = ({ review }: ExpectedJob): number => review.batches.size + review.changes.size;

/** Share of the steps that change rows which no issue asks about. */
const CHANGED = 0.2;

function randomStep(random: Random, job: ExpectedJob): Step {
  const shown = [...job.review.issues.values()].filter(({ status }) => status !== "WITHDRAWN");
  // Changes of rows may have left nothing to ask.
  if (!shown.length || random.chance(CHANGED)) {
    return randomChange(random, job.rows.count, batchesOf(job));
  }
  const open = shown.filter(({ status }) => status === "OPEN");
  const issue = random.pick(open.length && random.chance(0.8) ? open : shown);
  const { number } = issue;
  const drawn = random.next();
  if (drawn < 0.08) return { do: "reopen", number };
  if (drawn < 0.12) return { do: "finalize" };
  if (drawn < 0.16) return undoBatch(random, job);
  if (drawn < 0.26) {
    const type = random.pick(TYPES);
    // Now and then a rule that does not fit.
    const rule = random.chance(0.2) ? "take_suggestion" : resolvingRule(random, type);
    return { ...byRule(job, type, rule), ...selected(random, issue) };
  }
  return { do: "resolve", number, decision: randomDecision(random, issue) };
}

/** A batch of which something is left, or at least one that was; else a decision. */
function undoBatch(random: Random, job: ExpectedJob): Step {
  const { changes, issues } = job.review;
  const all = Array.from({ length: batchesOf(job) }, (_, batch) => batch);
  const left = all.filter((batch) =>
    [...issues.values()].some(({ decided }) => decided?.batchId === batchIdOf(batch)) ||
    [...changes.values()].some((change) => change.batchId === batchIdOf(batch) && !change.isUndone)
  );
  if (left.length) return { do: "undo batch", batch: random.pick(left) };
  return all.length ? { do: "undo batch", batch: random.pick(all) } : undoOne(random, job);
}

function undoOne(random: Random, { review }: ExpectedJob): Step {
  const all = [...review.issues.values()];
  const decided = all.filter(({ status }): boolean => status === "RESOLVED");
  const { number }: ReviewIssue = random.pick(decided.length ? decided : all);
  return { do: "reopen", number };
}
