/** Both passes over a job's rows, for tests with rows in memory. */
import type { FileColumn, ParsedRow } from "@rollcall/contracts";
import type { NameField } from "@rollcall/contacts";
import { Differences } from "../differences.ts";
import { Comparer, type FoundIssue, issuesOf } from "../find_issues.ts";

export interface Findings {
  /**
   * those about the file, the others in the order of their first row, then differences of one
   * person
   */
  issues: FoundIssue[];
  repeatedRows: number;
}

export interface RowsAt {
  firstRowId: number;
  rows: ParsedRow[];
  columns: FileColumn[];
}

export function findAll(
  batches: RowsAt[],
  foldGmail: boolean,
  askedOnce: NameField[] = [],
  samePerson: "first" | "ask" | null = null,
): Findings {
  const comparer = new Comparer(foldGmail, askedOnce);
  for (const { firstRowId, rows, columns } of batches) comparer.compare(firstRowId, rows, columns);
  const found = comparer.finish();
  const issues = batches.flatMap((
    { firstRowId, rows },
  ) => [...issuesOf(found, firstRowId, rows, foldGmail)]);
  assertTold(found.hasIssues, issues);
  const differences = new Differences(found, foldGmail);
  for (const { firstRowId, rows, columns } of batches) {
    if (samePerson) differences.compare(firstRowId, rows, columns);
  }
  issues.push(...differences.issues(samePerson === "first"));
  return { issues, repeatedRows: found.repeatedRows };
}

function assertTold(hasIssues: boolean, issues: FoundIssue[]): void {
  if (hasIssues !== issues.length > 0) throw new Error("the comparison tells of other issues");
}
