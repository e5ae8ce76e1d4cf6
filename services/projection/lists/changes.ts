/**
 * What differs between two versions of a clean list. A contact is identified by its row. A removed
 * and an added one are the same contact if they share an address that no other contact has in
 * either list. Only rows that are in one version alone, or were edited in between, are compared;
 * all of them if another column was chosen for a field.
 */
import { isDeepStrictEqual } from "node:util";
import { contactOf, type ContactValues } from "@rollcall/contacts";
import { takeSlice } from "@rollcall/platform/fairness/time_slices.ts";
import type { ListRow } from "../fold/model.ts";
import { type JobRecords, PAGE_ROWS } from "../records/job_records.ts";
import { type ReadRow, rowsIn } from "../records/rows_now.ts";
import { RowIds } from "./row_ids.ts";

/** and compared: between two slices others get their turn. */
const SLICE_ROWS = 50;

export interface ListChange {
  before: ContactValues | null;
  after: ContactValues | null;
}

export interface ChangeCounts {
  added: number;
  removed: number;
  changed: number;
}

/** In the order of the rows that the contacts had before, or have since. */
export async function changesBetween(
  records: JobRecords,
  from: ListRow,
  to: ListRow,
): Promise<ListChange[]> {
  const versions = new Versions(records, from, to);
  const { former, latter } = versions;
  const touched = isDeepStrictEqual(from.chosen_columns, to.chosen_columns)
    ? new Set([
      ...former.difference(latter),
      ...await records.rowsEditedBetween(from.position, to.position),
    ])
    : new Set([...former.behind(), ...latter.behind()]);
  const { before, after } = await differing(versions, touched);
  const came = [...after.values()].filter((contact) => !before.has(contact.raw_row_id));
  const successors = await singles(versions, came);
  const changes: ListChange[] = [];
  for (const [id, contact] of before) {
    const now = after.get(id) ?? successors.get(contact.email ?? "");
    if (now) after.delete(now.raw_row_id);
    changes.push({ before: contact, after: now ?? null });
  }
  for (const contact of after.values()) changes.push({ before: null, after: contact });
  return changes.sort((a, b) => rowOf(a) - rowOf(b));
}

/** The row by which a change is ordered, unique among the changes of two versions. */
export const rowOf = ({ before, after }: ListChange): number => (before ?? after)!.raw_row_id;

export function countChanges(changes: ListChange[]): ChangeCounts {
  const count = (fits: (change: ListChange) => boolean) => changes.filter(fits).length;
  return {
    added: count(({ before }) => !before),
    removed: count(({ after }) => !after),
    changed: count(({ before, after }) => before !== null && after !== null),
  };
}

/** Those of the rows that are another contact in one version than in the other; ascending. */
async function differing(versions: Versions, touched: Iterable<number>) {
  const before = new Map<number, ContactValues>(), after = new Map<number, ContactValues>();
  for await (const { id, was, is } of versions.contacts(touched)) {
    if (isDeepStrictEqual(was, is)) continue;
    if (was) before.set(id, was);
    if (is) after.set(id, is);
  }
  return { before, after };
}

/** Those of the contacts, by address, whose address only one row has in each of the versions. */
async function singles(
  versions: Versions,
  contacts: ContactValues[],
): Promise<Map<string, ContactValues>> {
  const byEmail = new Map(contacts.flatMap((c) => c.email === null ? [] : [[c.email, c]]));
  if (byEmail.size === 0) return byEmail;
  const [before, after] = [new Map<string, number>(), new Map<string, number>()];
  for await (const { was, is } of versions.contactsOf([...byEmail.keys()])) {
    countOf(before, was);
    countOf(after, is);
  }
  for (const email of [...byEmail.keys()]) {
    if (before.get(email) !== 1 || after.get(email) !== 1) byEmail.delete(email);
  }
  return byEmail;
}

function countOf(counts: Map<string, number>, contact: ContactValues | undefined): void {
  if (contact?.email) counts.set(contact.email, (counts.get(contact.email) ?? 0) + 1);
}

/** A row as a contact of each version; undefined where it is in none. */
interface Compared {
  id: number;
  was: ContactValues | undefined;
  is: ContactValues | undefined;
}

class Versions {
  readonly former: RowIds;
  readonly latter: RowIds;

  constructor(readonly records: JobRecords, readonly from: ListRow, readonly to: ListRow) {
    this.former = RowIds.parse(from.row_ids);
    this.latter = RowIds.parse(to.row_ids);
  }

  /** Row by row, ascending. A page of rows is read once for both versions. */
  async *contacts(ids: Iterable<number>): AsyncGenerator<Compared> {
    const { records, former, latter, from, to } = this;
    const sorted = [...ids].sort((a, b) => a - b);
    for (let at = 0; at < sorted.length; at += PAGE_ROWS) {
      const page = sorted.slice(at, at + PAGE_ROWS);
      const [were, are] = await rowsIn(records, page, [from, to]);
      for (const [i, id] of page.entries()) {
        if (i % SLICE_ROWS === 0) await takeSlice(records.job.user_id);
        yield { id, was: contactIn(former, were!, id), is: contactIn(latter, are!, id) };
      }
    }
  }

  /** Of all rows that have one of these addresses in a version, and of some others. */
  async *contactsOf(emails: string[]): AsyncGenerator<Compared> {
    const { records, from, to } = this;
    const ids = await Promise.all([
      records.rowsWithEmail(emails),
      records.rowsReaddressed(from.position),
      records.rowsReaddressed(to.position),
    ]);
    yield* this.contacts(new Set(ids.flat()));
  }
}

function contactIn(listed: RowIds, read: ReadRow, id: number): ContactValues | undefined {
  const row = listed.has(id) ? read(id) : undefined;
  return row && contactOf(row);
}
