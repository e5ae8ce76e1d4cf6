import assert from "node:assert/strict";
import { Contact, RawRow } from "@rollcall/contracts/api";
import { happens, queryTest } from "../testing/query_test.ts";
import { finalized, jobId, needsReview, settled } from "../testing/reviewed_job.ts";
import { fact } from "../testing/events.ts";

queryTest(
  "the views for people show what the API shows, in every version of a list",
  [...needsReview(), ...settled(), finalized()],
  async (world) => {
    await happens(world, [
      fact("IssuesReopened", { jobId, batchId: null, numbers: [2] }),
      fact("IssuesResolved", {
        jobId,
        rule: "skip",
        batchId: null,
        resolutions: [{ number: 2, action: "skip" }],
      }, { edits: [] }),
      { ...finalized(jobId, 2), data: { ...finalized(jobId, 2).data, rowIds: "1,3,4,6" } } as never,
    ]);
    const rows = RawRow.array().parse(await (await world.get(`/jobs/${jobId}/rows`)).json());
    const raw = await world.sql`
      select id as raw_row_id, row_number, data, normalized_email, is_valid, problems
        from read_models.raw_rows order by id`;
    assert.deepEqual(
      raw.map((row) => ({ ...row })),
      rows.map(({ warnings: _, normalized_phone: __, merged_into: ___, ...row }) => row),
    );
    for (const version of [1, 2]) {
      const path = `/jobs/${jobId}/contacts?list_version=${version}`;
      const contacts = Contact.array().parse(await (await world.get(path)).json());
      const seen = await world.sql`
        select raw_row_id, email, first_name, last_name, phone, company
          from read_models.final_contacts where list_version = ${version} order by raw_row_id`;
      assert.deepEqual(
        seen.map((row) => ({ ...row })),
        contacts.map(({ id: _, job_title: __, extra: ___, ...contact }) => contact),
      );
    }
  },
);
