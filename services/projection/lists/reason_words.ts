/** The wording of reasons. They address the job's owner, who makes the decisions. */
import { formatFirst, operationsDone, rowFaults } from "@rollcall/contracts";
import type { IssueType } from "@rollcall/contracts/api";
import { ruleName } from "../fold/rule_names.ts";

/** Rows that a sentence names; of more it says how many. */
export const NAMED_ROWS = 5;

/**
 * "row 4", "rows 4 and 9", "rows 4, 9, 12, 15, 18 and 7 more".
 * @param numbers the first of them @param count how many there are
 */
export function namedRows(numbers: number[], count: number): string {
  return `${count === 1 ? "row" : "rows"} ${formatFirst(numbers.slice(0, NAMED_ROWS), count)}`;
}

/** "by you", or by which rule of several decisions at once. */
export const by = (rule: string | null): string =>
  rule === null ? "by you" : `by the rule "${ruleName(rule)}"`;

/** What an operation on many rows did to them: "trimmed". */
export const changedBy = (operation: string): string => operations.get(operation) ?? "changed";

const operations = new Map<string, string>(Object.entries(operationsDone));

/** What is wrong with a row that was excluded, or with its file. */
export function faultOf({ type, of_file }: { type: IssueType; of_file: boolean }): string {
  const fault = rowFaults.write(type, {});
  return of_file ? rowFaults.write("ofFile", { fault }) : fault;
}

/** What a row was kept with. */
export const flaws: Record<IssueType, string> = {
  MISSING_EMAIL: "without an address",
  INVALID_EMAIL_FORMAT: "with an address that is not valid",
  MISSING_FIRST_NAME: "without a first name",
  MISSING_LAST_NAME: "without a last name",
  EMAIL_TYPO: "with its address as it is",
  DUPLICATE_EMAIL: "beside others of its address",
  DUPLICATE_DIFFERS: "beside others of the same person",
};
