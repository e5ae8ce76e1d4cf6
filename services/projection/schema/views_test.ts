import assert from "node:assert/strict";
import { checkRow, fieldReader, indexFields } from "@rollcall/contacts";
import { byKey, type Fact, type FileColumn, type ParsedRow } from "@rollcall/contracts";
import { Contact, RawRow } from "@rollcall/contracts/api";
import { contactFields } from "@rollcall/contracts/fields";
import { happens, queryTest } from "../testing/query_test.ts";
import { finalized, jobId, needsReview, resolved } from "../testing/reviewed_job.ts";
import { columns, fact, jobCreated } from "../testing/events.ts";
import { columnNamed, decision, nameless, namelessId } from "../testing/nameless_job.ts";
import type { World } from "../testing/world.ts";

queryTest(
  "the views for people show what the API shows, in every version of a list",
  [...needsReview(), ...resolved(), finalized()],
  async (world) => {
    await happens(world, [
      fact("IssuesReopened", { jobId, batchId: null, numbers: "2" }),
      fact("IssuesResolved", {
        jobId,
        rule: "skip",
        batchId: null,
        resolutions: [{ number: 2, action: "skip" }],
      }, { edits: [] }),
      { ...finalized(jobId, 2), data: { ...finalized(jobId, 2).data, rowIds: "1,3,4,6" } } as never,
    ]);
    assert.equal(await sameAsApi(world, jobId, [1, 2]), 6);
  },
);

/** Spaces and characters that show nothing, at both ends of every field and alone in it. */
const odd = [
  "\u00a0Ann \u200b",
  "\u3000",
  "\t",
  "  x ",
  "\ufeffInc\u2003",
  "\u00ad",
  "a\u00a0b",
  "",
];
const wide: FileColumn[] = [...columns, { header: "Job", name: "Job", field: "job_title" }];

function oddJob(): Fact[] {
  const rows = odd.map((text, i): ParsedRow => {
    const values = [`${text}p${i}@Example.com `, text, text, text, text, text, text];
    const { email, problems, warnings, phone } = checkRow(
      fieldReader(values, indexFields(wide)),
      "DE",
    );
    return [i + 2, email, problems, values, { warnings, ...(phone && { phone }) }];
  });
  const phoned = ["030 1234567", "030 7654321"];
  rows.slice(6).forEach((row, i) => {
    row[3][3] = phoned[i]!;
    row[4] = { warnings: ["ROW_TOO_SHORT"], phone: `+4930${["1234567", "7654321"][i]}` };
  });
  const edited = [
    byKey({
      email: "\u00a0New\u200b@Example.com\t",
      company: "\u2003 Co\u00a0",
      first_name: "\ufeff",
    }),
    byKey({ email: " \u200b", phone: "\u00a0 030 1 " }),
    byKey({ phone: "" }),
  ];
  const rowIds = [1, 2, 7];
  return [
    jobCreated(jobId, "user-1", odd.length),
    fact("ParsingStarted", { jobId }),
    fact("RowsParsed", {
      jobId,
      firstRowId: 1,
      rowCount: odd.length,
      validCount: 0,
      bytesRead: odd.length,
    }, { columns: wide, rows }),
    fact("ParsingCompleted", {
      jobId,
      totalRows: odd.length,
      validRows: 0,
      problemCounts: {},
      warningCounts: {},
    }, { columns: wide }),
    fact("IssuesOpened", {
      jobId,
      issues: [
        ...rowIds.map((rowId, i) => ({
          number: i + 1,
          type: "MISSING_EMAIL" as const,
          rowIds: [rowId],
        })),
        { number: 4, type: "DUPLICATE_DIFFERS", rowIds: [7, 8], told: true },
      ],
    }, { keys: ["row-1", "row-2", "row-7", "ann@example.com"] }),
    fact("DedupeCompleted", { jobId, issueCount: 4, repeatedRows: 0 }),
    fact("IssuesResolved", {
      jobId,
      rule: null,
      batchId: null,
      resolutions: rowIds.map((_, i) => ({ number: i + 1, action: "edit" })),
    }, { edits: edited.map((values, i) => ({ number: i + 1, rowId: rowIds[i]!, values })) }),
    {
      ...finalized(),
      data: { ...finalized().data, contactCount: odd.length, rowIds: `1-${odd.length}` },
    } as Fact,
  ];
}

queryTest(
  "the views for people trim what the API trims, and tell all warnings",
  oddJob(),
  async (world) => {
    assert.equal(await sameAsApi(world, jobId, [1]), odd.length);
    const told = await world.sql<{ id: number; warnings: string[] }[]>`
      select id, warnings from read_models.raw_rows where id in (1, 7) order by id`;
    assert.deepEqual(told.map(({ warnings }) => warnings.includes("DUPLICATE_DIFFERS")), [
      false,
      true,
    ]);
    const [first] = await world.sql`
      select email, first_name, company from read_models.final_contacts where raw_row_id = 1`;
    assert.deepEqual({ ...first }, { email: "new@example.com", first_name: "", company: "Co" });
  },
);

queryTest(
  "the views for people show a column under the field that it was named for",
  [...nameless(), columnNamed(), decision({ number: 2, action: "keep" }), named(1)],
  async (world) => {
    assert.equal(await sameAsApi(world, namelessId, [1]), 5);
    await happens(world, [
      fact("IssuesReopened", { jobId: namelessId, batchId: null, numbers: "1" }),
      decision({ number: 1, action: "keep" }),
      named(2),
    ]);
    assert.equal(await sameAsApi(world, namelessId, [1, 2]), 5);
  },
);

function named(listVersion: number): Fact {
  const list = finalized(namelessId, listVersion);
  return { ...list, data: { ...list.data, rowIds: "1-5" } } as Fact;
}

/** Holds the views of a job to the API's answers. @returns the rows that were compared */
async function sameAsApi(world: World, jobId: string, versions: number[]): Promise<number> {
  const rows = RawRow.array().parse(await (await world.get(`/jobs/${jobId}/rows`)).json());
  const raw = await world.sql`
    select id as raw_row_id, row_number, data, normalized_email, is_valid, problems, warnings,
           normalized_phone
      from read_models.raw_rows where job_id = ${jobId} order by id`;
  assert.deepEqual(
    raw.map((row) => ({ ...row })),
    rows.map(({ merged_into: _, now: __, excluded: ___, ...row }) => row),
  );
  for (const version of versions) {
    const path = `/jobs/${jobId}/contacts?list_version=${version}`;
    const contacts = Contact.array().parse(await (await world.get(path)).json());
    const seen = await world.sql`
      select ${world.sql(["raw_row_id", ...contactFields])}
        from read_models.final_contacts
       where job_id = ${jobId} and list_version = ${version} order by raw_row_id`;
    assert.deepEqual(
      seen.map((row) => ({ ...row })),
      contacts.map(({ id: _, extra: __, ...contact }) => contact),
    );
  }
  return rows.length;
}

queryTest(
  "the views for people show nothing of an erased job, however far the projection is",
  [...needsReview(), ...resolved(), finalized()],
  async (world) => {
    const views = ["raw_rows", "issues", "issue_resolutions", "final_contacts"];
    const counts = () =>
      Promise.all(views.map(async (view) => {
        const [row] = await world.sql<{ n: number }[]>`
          select count(*)::int as n from ${world.sql(`read_models.${view}`)}`;
        return row!.n;
      }));
    assert.ok((await counts()).every((n) => n > 0), String(await counts()));
    // The mark is there; no event tells the projection.
    await world.store.keyring.erase(jobId);
    assert.deepEqual(await counts(), [0, 0, 0, 0]);
  },
);
