/** The wording of reasons. They address the job's owner, who makes the decisions. */
import { formatFirst, operationsDone, rowFaults } from "@rollcall/contracts";
import type { IssueType } from "@rollcall/contracts/api";

/** Rows that a sentence names; of more it says how many. */
export const NAMED_ROWS = 5;

/**
 * "row 4", "rows 4 and 9", "rows 4, 9, 12, 15, 18 and 7 more".
 * @param numbers the first of them @param count how many there are
 */
export function namedRows(numbers: number[], count: number): string {
  return `${count === 1 ? "row" : "rows"} ${formatFirst(numbers.slice(0, NAMED_ROWS), count)}`;
}

/** What an operation on many rows did to them: "trimmed". */
export const changedBy = (operation: string): string => operations.get(operation) ?? "changed";

const operations = new Map<string, string>(Object.entries(operationsDone));

/** What is wrong with a row that was excluded, or with its file. */
export function faultOf({ type, of_file }: { type: IssueType; of_file: boolean }): string {
  const fault = rowFaults.write(type, {});
  return of_file ? rowFaults.write("ofFile", { fault }) : fault;
}
