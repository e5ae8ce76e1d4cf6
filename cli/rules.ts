/**
 * `--rule`: what settles the open issues. `TYPE=RULE` is about one type; a rule alone is about every
 * type that it fits. Rules work in the order given, each on what is still open, and all of them again
 * while they settle anything, since a decision can uncover a question.
 */
import { BulkRule, IssueType, type Job } from "@rollcall/contracts/api";
import type { Api } from "./api.ts";

export interface RuleStep {
  type: IssueType;
  rule: BulkRule;
  /** whether the type was named: then what is only told is settled too, not what is open alone */
  named?: true;
}

export interface Settled extends RuleStep {
  resolved: number;
}

/** Rounds at most; each later one is about what the one before has uncovered. */
const ROUNDS = 10;

const types = IssueType.options;
const rules = BulkRule.options;

/** The types that a rule can settle. */
export function typesOf(rule: BulkRule): readonly IssueType[] {
  switch (rule) {
    case "first":
    case "last":
    case "most_complete":
      return ["DUPLICATE_EMAIL", "DUPLICATE_DIFFERS"];
    case "take_suggestion":
      return ["INVALID_EMAIL_FORMAT", "EMAIL_TYPO"];
    case "skip":
    case "keep":
      return types;
  }
}

/** The steps that one `--rule` stands for, or a sentence about what is wrong with it. */
export function readRule(text: string): RuleStep[] | string {
  const [, type, rule] = text.match(/^(?:([^=]*)=)?([^=]*)$/) ?? [];
  const known = BulkRule.safeParse(rule);
  if (!known.success) return `--rule ${text}: there is no such rule; give ${list(rules)}`;
  const fitting = typesOf(known.data);
  if (type === undefined) return fitting.map((type) => ({ type, rule: known.data }));
  const about = IssueType.safeParse(type);
  if (!about.success) return `--rule ${text}: there is no such type; give ${list(types)}`;
  if (fitting.includes(about.data)) {
    return [{ type: about.data, rule: known.data, named: true }];
  }
  return `--rule ${text}: ${rule} is a rule for ${list(fitting)}`;
}

/** Settles what the steps can. Answers the job after that, and what each step did. */
export async function settle(
  api: Api,
  found: Job,
  steps: RuleStep[],
): Promise<{ job: Job; settled: Settled[] }> {
  let job = found;
  const settled: Settled[] = steps.map((step) => ({ ...step, resolved: 0 }));
  for (let round = 0, more = true; more && round < ROUNDS; round++) {
    more = false;
    for (const step of settled) {
      const { open = 0, total = 0 } = job.issue_counts[step.type] ?? {};
      const isTold = step.type === "DUPLICATE_DIFFERS" && job.same_person === "first";
      // What is told stays so once it was settled: it is done in the first round.
      if (!open && !(isTold && step.named && total && round === 0)) continue;
      const { resolved, version } = await api.resolve(job.id, step.type, step.rule);
      if (resolved === 0) continue;
      step.resolved += resolved;
      job = await api.job(job.id, version);
      more = true;
    }
  }
  return { job, settled: settled.filter(({ resolved }) => resolved > 0) };
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
