/**
 * Decisions as a person might take them, good ones and ones that are refused, determined by a random
 * source and by the job they are taken on: each one is taken on the expectation at once, so that
 * whoever repeats them in this order on the real job must get the same answers.
 */
import type { BulkRule, IssueType } from "@rollcall/contracts/api";
import type { ReviewIssue } from "../../services/review/review.ts";
import type { ExpectedJob, StepAnswer } from "./expected_job.ts";
import type { Random } from "./random.ts";
import type { Step } from "./steps.ts";

export interface TakenStep {
  step: Step;
  answer: StepAnswer;
}

/** How far the person goes: some leave a job before its list is fixed. */
type Ending = "left open" | "settled" | "finalized" | "undone" | "finalized again";

/** Takes steps on `job`; `single` of them at most are decisions on one issue. */
export function randomSteps(random: Random, job: ExpectedJob, single = 8): TakenStep[] {
  const taken: TakenStep[] = [];
  const take = (step: Step) => taken.push({ step, answer: job.take(step) });
  const { review } = job;
  if (!review.issues.size) return taken;
  const ending = endingOf(random);
  for (let i = random.int(1, single); i > 0; i--) take(randomStep(random, job));
  if (ending === "left open") return taken;
  settleAll(random, job, take);
  if (ending === "settled") return taken;
  take({ do: "finalize" });
  if (ending === "finalized") return taken;
  take({ do: "reopen", number: random.pick(resolved(job)).number });
  take({ do: "finalize" });
  if (ending === "undone") return taken;
  settleAll(random, job, take);
  take({ do: "finalize" });
  return taken;
}

function endingOf(random: Random): Ending {
  const drawn = random.next();
  if (drawn < 0.1) return "left open";
  if (drawn < 0.25) return "settled";
  if (drawn < 0.7) return "finalized";
  return drawn < 0.8 ? "undone" : "finalized again";
}

const TYPES: IssueType[] = [
  "MISSING_EMAIL",
  "INVALID_EMAIL_FORMAT",
  "MISSING_FIRST_NAME",
  "MISSING_LAST_NAME",
  "DUPLICATE_EMAIL",
];

/** Questions that follow from decisions come last, so a second round settles them. */
function settleAll(random: Random, { review }: ExpectedJob, take: (step: Step) => void): void {
  while (review.openIssues) {
    for (const type of TYPES) {
      const isOpen = [...review.issues.values()].some((i) =>
        i.type === type && i.status === "OPEN"
      );
      if (isOpen) take({ do: "resolve by rule", type, rule: fittingRule(random, type) });
    }
  }
}

function fittingRule(random: Random, type: IssueType): BulkRule {
  if (type !== "DUPLICATE_EMAIL") return random.pick(["skip", "keep"]);
  return random.pick(["first", "last", "most_complete", "skip", "keep"]);
}

function randomStep(random: Random, job: ExpectedJob): Step {
  const shown = [...job.review.issues.values()].filter(({ status }) => status !== "WITHDRAWN");
  const open = shown.filter(({ status }) => status === "OPEN");
  const issue = random.pick(open.length && random.chance(0.8) ? open : shown);
  const { number } = issue;
  const drawn = random.next();
  if (drawn < 0.08) return { do: "reopen", number };
  if (drawn < 0.12) return { do: "finalize" };
  if (drawn < 0.2) {
    const type = random.pick(TYPES);
    return { do: "resolve by rule", type, rule: fittingRule(random, type) };
  }
  if (drawn < 0.55) return { do: "resolve", number, decision: randomEdit(random, issue) };
  if (drawn < 0.75) {
    // Now and then a row that is no candidate.
    const chosen_row_id = random.pick(random.chance(0.9) ? issue.rowIds : [99_999]);
    return { do: "resolve", number, decision: { chosen_row_id } };
  }
  const action = random.pick(["skip", "keep"] as const);
  return { do: "resolve", number, decision: { action } };
}

function randomEdit(random: Random, { rowIds, type, key }: ReviewIssue) {
  const raw_row_id = random.pick(rowIds);
  const data: Record<string, string> = {};
  if (type === "MISSING_FIRST_NAME" || random.chance(0.2)) data.first_name = random.pick(NAMES);
  if (type === "MISSING_LAST_NAME" || random.chance(0.2)) data.last_name = random.pick(NAMES);
  const needsEmail = type.endsWith("EMAIL") || type === "INVALID_EMAIL_FORMAT";
  if (needsEmail || !Object.keys(data).length) {
    // An address that another row has uncovers a question, a wrong one is refused.
    data.email = random.pick([
      `typed${random.int(1, 999)}@example.com`,
      `person${random.int(1, 5)}@example.com`,
      key.includes("@") ? key : "wrong@",
    ]);
  }
  return { action: "edit" as const, raw_row_id, data };
}

function resolved({ review }: ExpectedJob): ReviewIssue[] {
  const all = [...review.issues.values()];
  const decided = all.filter(({ status }) => status === "RESOLVED");
  return decided.length ? decided : all;
}

const NAMES = ["Typed", "Ann", "Lee"];
