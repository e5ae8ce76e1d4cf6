/** The names of bulk rules in sentences, as the page and the command line show them. */

const names = new Map(Object.entries({
  first: "first row",
  last: "last row",
  most_complete: "most complete row",
  take_suggestion: "take the suggestion",
  skip: "exclude",
  keep: "keep",
}));

/** @param rule as the event has it */
export const ruleName = (rule: string): string => names.get(rule) ?? rule;
