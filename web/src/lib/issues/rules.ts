/** The rules that can resolve all open issues of a type at once. */
import type { BulkRule, IssueType } from "@rollcall/contracts/api";
import { isAboutSeveral, ruleFits } from "@rollcall/contracts/bulk-rules";
import { m } from "../paraglide/messages.js";

export type Rule = { rule: BulkRule; label: string; does: string };

/** Of each group one row is kept; what becomes of the others depends on whom they name. */
const choosing = (others: string): Rule[] => [
  {
    rule: "most_complete",
    label: m.issues_rule_complete(),
    does: `${m.issues_rule_complete_what()} ${others}`,
  },
  { rule: "first", label: m.issues_rule_first(), does: `${m.issues_rule_first_what()} ${others}` },
  { rule: "last", label: m.issues_rule_last(), does: `${m.issues_rule_last_what()} ${others}` },
];

const SUGGESTED: Rule = {
  rule: "take_suggestion",
  label: m.issues_rule_suggestion(),
  does: m.issues_rule_suggestion_what(),
};

export function rulesFor(type: IssueType): Rule[] {
  const several = isAboutSeveral(type);
  const people = type === "DUPLICATE_EMAIL";
  const all: Rule[] = [
    // Rows of one person are merged rather than excluded.
    ...choosing(people ? m.issues_rule_others() : m.issues_rule_others_one_person()),
    SUGGESTED,
    several
      ? {
        rule: "keep",
        label: m.issues_rule_keep_all(),
        does: people ? m.issues_rule_keep_people_what() : m.issues_rule_keep_every_what(),
      }
      : { rule: "keep", label: m.issues_rule_keep(), does: m.issues_rule_keep_what() },
    { rule: "skip", label: m.issues_rule_skip(), does: m.issues_rule_skip_what() },
  ];
  return all.filter(({ rule }) => ruleFits(rule, type));
}
