/** Why a contact is on the clean list, and where its values come from. */
import { contactOf, type Row, rowNow } from "@rollcall/contacts";
import { valuesOf } from "@rollcall/contracts";
import type { Provenance } from "@rollcall/contracts/api";
import type { EditRow } from "../fold/model.ts";
import { intoOf } from "../lists/merges.ts";
import { Reasons, withLines } from "../lists/reasons.ts";
import { RowIds } from "../lists/row_ids.ts";
import { NAMED_ROWS } from "../lists/reason_words.ts";
import type { ContactFacts, MadeEdit } from "../provenance/facts.ts";
import { originsOf } from "../provenance/origins.ts";
import { whyListed } from "../provenance/why_listed.ts";
import type { JobRecords } from "../records/job_records.ts";
import { idsAtKey, rowsNow } from "../records/rows_now.ts";
import { Refused } from "../refusal.ts";
import { listOf } from "./contacts.ts";
import { type Page, type PageQuery, toPage } from "./page.ts";

type LeftOut = Provenance["left_out"][number];
type OtherRow = LeftOut & { isMerged: boolean };

/** The response, with a page of the rows of the same address that are not on the list. */
export type Explained = Omit<Provenance, "merged" | "left_out"> & { off_list: Page<OtherRow> };

/** @throws Refused "no clean list", or "unknown contact" if it is not on the list */
export async function explainContact(
  records: JobRecords,
  contactId: number,
  page: PageQuery,
): Promise<Explained> {
  const { job } = records;
  const list = await listOf(records, undefined);
  const listed = RowIds.parse(list.row_ids);
  const row = listed.has(contactId) ? (await records.rows([contactId])).get(contactId) : undefined;
  if (!row) throw new Refused({ outcome: "unknown contact" });
  const edits = (await records.edits({ ids: [contactId] }, list.position)).get(contactId) ?? [];
  const { chosen_columns: chosen, fold_gmail: foldGmail } = job;
  const now = rowNow(row, { chosen, edits, foldGmail });
  const ids = now.key === null ? RowIds.of([]) : await idsAtKey(records, now.key);
  const into = intoOf(await records.merges(list.version));
  const group = lookThrough(ids, { listed, into }, contactId, page);
  const rows = await rowsNow(records, [...group.others, ...group.offList, ...group.standing]);
  const facts: ContactFacts = {
    jobId: job.id,
    contact: contactOf(now),
    row,
    columns: job.columns,
    chosen,
    edits: await madeEdits(records, edits),
    sources: await sourcesOf(records, edits),
    decisions: await withLines(records, await records.decidedOn([contactId])),
    others: {
      count: group.otherCount,
      lines: group.others.flatMap((id) => rows.get(id)?.line ?? []),
    },
  };
  const offList = group.offList.flatMap((id) => rows.get(id) ?? []);
  const [standing] = group.standing.flatMap((id) => rows.get(id) ?? []);
  const reasons = await Reasons.about(records, into, offList, standing);
  return {
    contact_id: contactId,
    raw_row_id: contactId,
    row_number: row.line,
    ...whyListed(facts),
    off_list: toPage(
      "left-out",
      offList,
      page.limit,
      (other) => other.id,
      (other) => ({
        raw_row_id: other.id,
        row_number: other.line,
        reason: reasons.of(other),
        isMerged: into.has(other.id),
      }),
    ),
    merged_count: group.mergedCount,
    left_out_count: group.leftOutCount,
    fields: originsOf(facts),
  };
}

/** The part of the response about rows with the same address, which may be the whole file. */
function lookThrough(
  ids: RowIds,
  { listed, into }: { listed: RowIds; into: ReadonlyMap<number, number> },
  contactId: number,
  { after = 0, limit }: PageQuery,
) {
  const others: number[] = [], offList: number[] = [], standing: number[] = [];
  let otherCount = 0, mergedCount = 0, leftOutCount = 0;
  for (const id of ids.behind()) {
    if (id !== contactId && ++otherCount <= NAMED_ROWS) others.push(id);
    if (listed.has(id)) {
      if (standing.length === 0) standing.push(id);
      continue;
    }
    if (into.has(id)) mergedCount++;
    else leftOutCount++;
    // One more than the page shows, to know whether there is another.
    if (id > after && offList.length <= limit) offList.push(id);
  }
  return { others, otherCount, offList, mergedCount, leftOutCount, standing };
}

/** A page's rows: those that went into a contact, and those that are in none. */
export function inTwo(rows: OtherRow[]): [merged: LeftOut[], leftOut: LeftOut[]] {
  const parts: [LeftOut[], LeftOut[]] = [[], []];
  for (const { isMerged, ...row } of rows) parts[isMerged ? 0 : 1].push(row);
  return parts;
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
