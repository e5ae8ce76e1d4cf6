/** A decision on one issue as a person might take it, a good one or one that is refused. */
import { byKey } from "@rollcall/contracts";
import type { Decision } from "@rollcall/contracts/api";
import type { ReviewIssue } from "../../services/review/review.ts";
import type { Random } from "./random.ts";
import { UNKNOWN_NAMES } from "./random_file.ts";

export function randomDecision(random: Random, issue: ReviewIssue): Decision {
  if (issue.scope === "file" && random.chance(0.9)) return answerForFile(random);
  const drawn = random.next();
  const isDuplicate = issue.type.startsWith("DUPLICATE_");
  const rowIds = rowsOf(issue);
  if (drawn < (isDuplicate ? 0.4 : 0.02)) return randomMerge(random, issue);
  if (drawn < 0.6) return randomEdit(random, issue);
  if (drawn < (isDuplicate ? 0.62 : 0.75)) return { action: "take_suggestion" };
  // Now and then a row that is no candidate.
  if (drawn < 0.85) return { chosen_row_id: random.pick(random.chance(0.9) ? rowIds : NONE) };
  return { action: random.pick(["skip", "keep"] as const) };
}

/** Mostly one of the three that fit; the column may be one that is taken, or none of the file. */
function answerForFile(random: Random): Decision {
  const { first, last } = UNKNOWN_NAMES;
  const column = random.pick([first, last, last, "Notes", "Email", "Unheard of"]);
  return random.pick([
    { action: "use_column", column },
    { action: "use_column", column },
    { action: "skip" },
    { action: "keep" },
  ]);
}

function randomEdit(random: Random, issue: ReviewIssue): Decision {
  const { type } = issue;
  const typed: [field: string, value: string][] = [];
  if (type === "MISSING_FIRST_NAME" || random.chance(0.2)) {
    typed.push(["first_name", random.pick(NAMES)]);
  }
  if (type === "MISSING_LAST_NAME" || random.chance(0.2)) {
    typed.push(["last_name", random.pick(NAMES)]);
  }
  if (random.chance(0.2)) typed.push(["phone", random.pick(PHONES)]);
  const needsEmail = !type.startsWith("MISSING_") || type === "MISSING_EMAIL";
  if (needsEmail || !typed.length) typed.push(["email", randomEmail(random, issue)]);
  return { action: "edit", raw_row_id: random.pick(rowsOf(issue)), data: byKey(typed) };
}

/** Only duplicates can be merged; anything else is refused. */
function randomMerge(random: Random, issue: ReviewIssue): Decision {
  const fields: [field: string, from: { from: number } | { value: string }][] = [];
  for (const field of ["first_name", "company", "phone"]) {
    const from = random.pick(random.chance(0.95) ? rowsOf(issue) : NONE);
    if (random.chance(0.6)) fields.push([field, { from }]);
  }
  if (random.chance(0.2)) fields.push(["last_name", { value: random.pick(NAMES) }]);
  if (random.chance(0.3)) fields.push(["email", { value: randomEmail(random, issue) }]);
  const chosen = random.chance(0.5) && { chosen_row_id: random.pick(rowsOf(issue)) };
  return { action: "merge", ...chosen, fields: byKey(fields) };
}

/** An address that another row has uncovers an issue, a wrong one is refused. */
function randomEmail(random: Random, { key }: ReviewIssue): string {
  return random.pick([
    `typed${random.int(1, 999)}@example.com`,
    `person${random.int(1, 5)}@example.com`,
    key.includes("@") ? key : "wrong@",
  ]);
}

/** One about the whole file lists none. */
const rowsOf = ({ rowIds }: ReviewIssue) => rowIds.length ? rowIds : [1];

const NONE = [99_999];
const NAMES = ["Typed", "Ann", "Lee"];
const PHONES = ["+49 30 123456", "030 123456", "none"];
