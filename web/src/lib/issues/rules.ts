/** The rules by which all open issues of a type can be settled at once. */
import type { BulkRule, IssueType } from "@rollcall/contracts/api";

export type Rule = { rule: BulkRule; label: string; does: string };

const CHOOSING: Rule[] = [
  {
    rule: "most_complete",
    label: "Most complete row",
    does: "Of each group, the row with the most fields filled in stands; the others are left out.",
  },
  {
    rule: "first",
    label: "First row",
    does: "Of each group, the row that comes first in the file stands; the others are left out.",
  },
  {
    rule: "last",
    label: "Last row",
    does: "Of each group, the row that comes last in the file stands; the others are left out.",
  },
];

const SUGGESTED: Rule = {
  rule: "take_suggestion",
  label: "Take the suggestion",
  does: "Each address becomes the one that was probably meant, where there is one.",
};

/** Among the rows of one person nothing is left out. */
const ofOnePerson = (rule: Rule): Rule => ({
  ...rule,
  does: rule.does.replace("the others are left out", "what it lacks is filled in from the others"),
});

export function rulesFor(type: IssueType): Rule[] {
  const several = type.startsWith("DUPLICATE_");
  const suggesting = type === "EMAIL_TYPO" || type === "INVALID_EMAIL_FORMAT";
  return [
    ...(type === "DUPLICATE_EMAIL" ? CHOOSING : several ? CHOOSING.map(ofOnePerson) : []),
    ...(suggesting ? [SUGGESTED] : []),
    {
      rule: "keep",
      label: several ? "Keep all rows" : "Keep the rows",
      does: several
        ? "Every row of every group goes into the clean list, as it is."
        : "Every one of these rows goes into the clean list, as it is.",
    },
    {
      rule: "skip",
      label: "Leave the rows out",
      does: "None of these rows goes into the clean list.",
    },
  ];
}
