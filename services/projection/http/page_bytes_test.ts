/** Pages of a job with large rows and a large group: bounded by bytes, and nothing is left out. */
import assert from "node:assert/strict";
import type { Fact, ParsedRow } from "@rollcall/contracts";
import { Issue, RawRow } from "@rollcall/contracts/api";
import { columns, fact, jobCreated, rowsParsed } from "../testing/events.ts";
import { queryTest } from "../testing/query_test.ts";
import type { World } from "../testing/world.ts";

const id = "0198c0de-0000-7000-8000-0000000000ac";
const LARGE = 60, ALL = 1_500;

/** Rows of one address; the first ones have 200 kB each. */
const rows = Array.from({ length: ALL }, (_, i): ParsedRow => {
  const note = i < LARGE ? `${i}`.repeat(200_000 / `${i}`.length) : "";
  return [i + 2, "a@x.org", [], ["a@x.org", `Ann${i}`, "Lee", "", "", note]];
});

const facts: Fact[] = [
  jobCreated(id, "user-1", 1_000),
  fact("ParsingStarted", { jobId: id }),
  ...Array.from(
    { length: ALL / 50 },
    (_, i) => rowsParsed(id, i * 50 + 1, rows.slice(i * 50, i * 50 + 50)),
  ),
  fact("ParsingCompleted", {
    jobId: id,
    totalRows: ALL,
    validRows: ALL,
    problemCounts: {},
    warningCounts: {},
  }, { columns }),
  fact("IssuesOpened", {
    jobId: id,
    issues: [
      { number: 1, type: "DUPLICATE_EMAIL", rowIds: rows.map((_, i) => i + 1) },
      ...[1, 2, 3].map((number) => ({
        number: number + 1,
        type: "DUPLICATE_EMAIL" as const,
        rowIds: rows.slice(LARGE).map((_, i) => LARGE + i + 1),
      })),
    ],
  }, { keys: ["a@x.org", "b@x.org", "c@x.org", "d@x.org"] }),
  fact("DedupeCompleted", { jobId: id, issueCount: 4, repeatedRows: 0 }),
];

/** The bodies of all pages, from the first on by their links. */
async function bodies(world: World, first: string): Promise<string[]> {
  const found: string[] = [];
  for (let path: string | undefined = first; path;) {
    const response = await world.get(path);
    assert.equal(response.status, 200);
    found.push(await response.text());
    path = /<([^>]+)>/.exec(response.headers.get("link") ?? "")?.[1];
  }
  return found;
}

queryTest(
  "pages of rows and issues have few bytes, and together all entries",
  facts,
  async (world) => {
    const now = world.projector.position;
    for (const moment of ["", `&at_version=${now}`]) {
      const pages = await bodies(world, `/jobs/${id}/rows?limit=1000${moment}`);
      for (const page of pages) assert.ok(page.length < 4.3e6, `a page of ${page.length} bytes`);
      const all = pages.flatMap((page) => RawRow.array().parse(JSON.parse(page)));
      assert.deepEqual(all.map((row) => row.raw_row_id), rows.map((_, i) => i + 1));

      const issues = (await bodies(world, `/jobs/${id}/issues?limit=1000${moment}`))
        .flatMap((page) => Issue.array().parse(JSON.parse(page)));
      assert.deepEqual(issues.map(({ payload }) => payload.candidate_count), [
        1500,
        1440,
        1440,
        1440,
      ]);
      const [large, ...small] = issues.map(({ payload }) => payload.candidates.length);
      // 1 MiB of the large rows; of the small ones a thousand.
      assert.equal(large, 5);
      assert.deepEqual(small, [1_000, 1_000, 1_000]);
    }
  },
);
