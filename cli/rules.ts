/**
 * `--rule`: how to resolve open issues. `TYPE=RULE` applies to one type; a rule alone applies to
 * every type that allows it. Rules run in the given order, each on what is still open, and all
 * again while they resolve anything, since a decision can open further issues.
 */
import { BulkRule, IssueType, type Job, ruleFits } from "@rollcall/contracts/api";
import type { Api } from "./api.ts";

export interface RuleStep {
  type: IssueType;
  rule: BulkRule;
  /**
   * whether the type was named: then issues resolved by default are included, not only open ones
   */
  named?: true;
}

export interface RuleResult extends RuleStep {
  resolved: number;
  /** each undoes a part of it */
  batch_ids?: string[];
  /** what the rule left unchanged, and what to do about it */
  notice?: string;
}

/** Rounds at most; each later one handles issues opened by the previous one. */
const ROUNDS = 10;

const types = IssueType.options;
const rules = BulkRule.options;

/** The types that a rule can resolve. */
export function typesOf(rule: BulkRule): readonly IssueType[] {
  return types.filter((type) => ruleFits(rule, type));
}

/** The steps of one `--rule`, or a message about what is wrong with it. */
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

/**
 * Resolves what the steps can. Returns the job afterwards, and what each step did.
 * @param anew whether to include issues that were resolved before
 */
export async function applyRules(
  api: Api,
  found: Job,
  steps: RuleStep[],
  { anew = false } = {},
): Promise<{ job: Job; results: RuleResult[] }> {
  let job = found;
  const results: RuleResult[] = steps.map((step) => ({ ...step, resolved: 0 }));
  for (let round = 0, more = true; more && round < ROUNDS; round++) {
    more = false;
    for (const step of results) {
      const { open = 0, total = 0 } = job.issue_counts[step.type] ?? {};
      // Issues resolved before do not come up again: the first round covers them.
      const nothingWasOpen = total > 0 && !found.issue_counts[step.type]?.open;
      const atFirst = round === 0 && (anew ? total > 0 : step.named && nothingWasOpen);
      if (!open && !atFirst) continue;
      const again = anew && round === 0;
      const { resolved, version, notice, batch_id } = await api.resolve(
        job.id,
        step.type,
        step.rule,
        again,
      );
      if (notice) step.notice ??= notice;
      if (resolved === 0) continue;
      step.resolved += resolved;
      if (batch_id !== null) step.batch_ids = [...step.batch_ids ?? [], batch_id];
      job = await api.job(job.id, version);
      more = true;
    }
  }
  return { job, results: results.filter(({ resolved, notice }) => resolved > 0 || notice) };
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
