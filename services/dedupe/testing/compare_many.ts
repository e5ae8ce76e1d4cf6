/**
 * Compares 30,000 rows of 4 kB each, as if read from the store; run with a small heap (memory_test.ts).
 * Two rows have each address, half of the pairs name two people, and every tenth row has an issue.
 */
import type { ParsedRow } from "@rollcall/contracts";
import { Comparer, issuesOf } from "../find_issues.ts";

const ROWS = 30_000, BATCH = 500;
const columns = ["email", "first_name", null].map((field, i) => {
  return { header: `${i}`, name: `${i}`, field };
});

function* batches(): Generator<{ firstRowId: number; rows: ParsedRow[] }> {
  for (let first = 1; first <= ROWS; first += BATCH) {
    const rows = Array.from({ length: BATCH }, (_, i) => rowOf(first + i));
    // As from JSON.parse: no two rows share a string.
    yield { firstRowId: first, rows: JSON.parse(JSON.stringify(rows)) };
  }
}

function rowOf(id: number): ParsedRow {
  const pair = id >> 1;
  const problems: ParsedRow[2] = pair % 10 ? [] : ["MISSING_LAST_NAME"];
  const name = `${"n".repeat(2_000)}${pair % 2 ? id : ""}`;
  return [id + 1, `p${pair}@example.com`, problems, [
    `p${pair}@example.com`,
    name,
    `${id}`.repeat(400),
  ]];
}

const comparer = new Comparer(false);
for (const { firstRowId, rows } of batches()) comparer.compare(firstRowId, rows, columns);
const found = comparer.finish();
let issues = 0;
for (const { firstRowId, rows } of batches()) {
  for (const _ of issuesOf(found, firstRowId, rows, false)) issues++;
}
console.log(JSON.stringify({ issues, repeatedRows: found.repeatedRows }));
