/**
 * What the server says, in its own words: in the app of its own language these stand in for the words
 * of summaries.ts, reasons.ts and provenance.ts, which are left out of it (vite.config.ts).
 */
import { m } from "../paraglide/messages.js";
import { typeset } from "./typeset.ts";

// Two of the forms of contracts/reasons.ts as patterns, since this app leaves the forms out (ADR 60):
// as-written_test.ts holds them together.
const EXCLUDED = /^excluded by (?:you|the rule "(?<rule>[^"]+)"): (?<faults>.+)$/;
const ANOTHER =
  /^another row of (?<email>\S+) was chosen(?: by the rule "(?<rule>[^"]+)")?: row (?<row>\d+)$/;

/** Why a row is not on the list: in a narrow column the fault has to come first, or the other row. */
export function exclusionWords(reason: string): string {
  const { rule, faults } = EXCLUDED.exec(reason)?.groups ?? {};
  if (faults) {
    return rule
      ? m.answers_why_excluded_rule({ rule, faults })
      : m.answers_why_excluded({ faults });
  }
  const another = ANOTHER.exec(reason)?.groups;
  if (!another) return typeset(reason);
  const { email = "", row = "" } = another;
  return another.rule
    ? m.answers_why_another_rule({ email, row, rule: another.rule })
    : m.answers_why_another({ email, row });
}

export { typeset as listedWords, typeset as mendingWords, typeset as originWords };
export { typeset as regionWords, typeset as summaryWords };
