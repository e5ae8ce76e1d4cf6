/** Why a contact is on the clean list, and where its values come from. */
import { contactOf, type Row, rowNow } from "@rollcall/contacts";
import { valuesOf } from "@rollcall/contracts";
import type { Provenance } from "@rollcall/contracts/api";
import { HttpProblem } from "@rollcall/runtime/problem.ts";
import type { EditRow } from "../fold/model.ts";
import { Reasons, withLines } from "../lists/reasons.ts";
import { RowIds } from "../lists/row_ids.ts";
import type { ContactFacts, MadeEdit } from "../provenance/facts.ts";
import { originsOf } from "../provenance/origins.ts";
import { whyItStands } from "../provenance/standing.ts";
import type { JobRecords } from "../records/job_records.ts";
import { rowsAtKeys } from "../records/rows_now.ts";
import { listOf } from "./contacts.ts";

/** Rows of one address that an answer lists; a file may have nothing else. */
const LISTED_ROWS = 1_000;

/** @throws HttpProblem 409 while the list is not fixed, 404 for what is no contact on it */
export async function explainContact(
  records: JobRecords,
  contactId: number,
): Promise<Provenance> {
  const { job } = records;
  const list = await listOf(records, undefined);
  const listed = RowIds.parse(list.row_ids);
  const row = listed.has(contactId) ? (await records.rows([contactId])).get(contactId) : undefined;
  if (!row) throw new HttpProblem(404, "There is no such contact.", { code: "NOT_FOUND" });
  const edits = (await records.edits({ ids: [contactId] }, list.position)).get(contactId) ?? [];
  const { chosen_columns: chosen, fold_gmail: foldGmail } = job;
  const now = rowNow(row, { chosen, edits, foldGmail });
  const group = now.key === null ? [now] : await rowsAtKeys(records, [now.key]);
  const settled = await withLines(records, await records.decidedOn(contactId));
  const facts: ContactFacts = {
    jobId: job.id,
    contact: contactOf(now),
    row,
    columns: job.columns,
    chosen,
    edits: await madeEdits(records, edits),
    sources: await sourcesOf(records, edits),
    settled,
    group,
  };
  const leftOut = group.filter(({ id }) => !listed.has(id)).slice(0, LISTED_ROWS);
  const reasons = await Reasons.about(records, listed, leftOut);
  return {
    contact_id: contactId,
    raw_row_id: contactId,
    row_number: row.line,
    ...whyItStands(facts),
    left_out: leftOut.map((other) => ({
      raw_row_id: other.id,
      row_number: other.line,
      reason: reasons.of(other),
    })),
    fields: originsOf(facts),
  };
}

async function madeEdits(records: JobRecords, edits: EditRow[]): Promise<MadeEdit[]> {
  const made = await records.entries(edits.map((edit) => edit.position));
  return edits.map((edit) => {
    const { actor = null, at = "" } = made.get(edit.position) ?? {};
    return { ...edit, made_by: actor, made_at: at };
  });
}

async function sourcesOf(records: JobRecords, edits: EditRow[]): Promise<Map<number, Row>> {
  return await records.rows(edits.flatMap(({ sources }) => sources ? valuesOf(sources) : []));
}
