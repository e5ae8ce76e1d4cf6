/**
 * Tells what came of the last test run, or of that in ROLLCALL_TEST_RUN, from what it has written down:
 * for a run that was killed before it could say so itself. The last line is `N passed, N failed`.
 */
import { fileReport, isGood, summary } from "./report.ts";
import { lastRunFolder } from "./run_folder.ts";

const run = await lastRunFolder();
if (!run) {
  console.log("no tests have run in this checkout\n0 passed, 1 failed");
  Deno.exit(1);
}
const found = await run.results();
for (const [file, results] of Map.groupBy(found.results, (result) => result.file)) {
  if (results.every(({ outcome }) => outcome !== "failed")) continue;
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  for (const line of fileReport(file, results, { seconds })) console.log(line);
}
for (const line of summary(found)) console.log(line);
Deno.exit(isGood(found) ? 0 : 1);
