/** The bulk rules by the names that the server's sentences give them. */
import { m } from "../paraglide/messages.js";

export const RULES: ReadonlyMap<string, () => string> = new Map([
  ["first row", m.issues_rule_first],
  ["last row", m.issues_rule_last],
  ["most complete row", m.issues_rule_complete],
  ["take the suggestion", m.issues_rule_suggestion],
  ["exclude", m.issues_rule_skip],
  ["keep", m.issues_rule_keep],
]);
