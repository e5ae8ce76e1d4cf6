/** The rules that can resolve all open issues of a type at once. */
import type { BulkRule, IssueType } from "@rollcall/contracts/api";
import { isAboutSeveral, ruleFits } from "@rollcall/contracts/bulk-rules";

export type Rule = { rule: BulkRule; label: string; does: string };

const OTHERS = "Rows of the same person fill in its empty fields; the others are excluded.";

const CHOOSING: Rule[] = [
  {
    rule: "most_complete",
    label: "Most complete row",
    does: "Of each group, the row with the most fields filled in is kept. " + OTHERS,
  },
  {
    rule: "first",
    label: "First row",
    does: "Of each group, the row that comes first in the file is kept. " + OTHERS,
  },
  {
    rule: "last",
    label: "Last row",
    does: "Of each group, the row that comes last in the file is kept. " + OTHERS,
  },
];

const SUGGESTED: Rule = {
  rule: "take_suggestion",
  label: "Take the suggestion",
  does: "Each address becomes the one that was probably meant, where there is one.",
};

/** Rows of one person are merged rather than excluded. */
const ofOnePerson = (rule: Rule): Rule => ({
  ...rule,
  does: rule.does.replace(OTHERS, "Its empty fields are filled in from the others."),
});

export function rulesFor(type: IssueType): Rule[] {
  const several = isAboutSeveral(type);
  const all: Rule[] = [
    ...(type === "DUPLICATE_EMAIL" ? CHOOSING : CHOOSING.map(ofOnePerson)),
    SUGGESTED,
    {
      rule: "keep",
      label: several ? "Keep all rows" : "Keep the rows",
      does: several
        ? type === "DUPLICATE_EMAIL"
          ? "Every person of every group goes into the clean list; rows of one person that agree are " +
            "one contact."
          : "Every row of every group goes into the clean list, as it is."
        : "Every one of these rows goes into the clean list, as it is.",
    },
    {
      rule: "skip",
      label: "Exclude the rows",
      does: "None of these rows goes into the clean list.",
    },
  ];
  return all.filter(({ rule }) => ruleFits(rule, type));
}
