/**
 * What differs between two versions of a clean list. A contact is known by its row. One that went and
 * one that came are the same contact where they share an address that nobody else has in either list.
 * Only rows that are in one version alone, or were edited in between, are looked at; all of them where
 * another column was named for a field.
 */
import { isDeepStrictEqual } from "node:util";
import { contactOf, type ContactValues } from "@rollcall/contacts";
import type { ListRow } from "../fold/model.ts";
import type { JobRecords } from "../records/job_records.ts";
import { rowsNow } from "../records/rows_now.ts";
import { RowIds } from "./row_ids.ts";

/** Rows that are compared in one go. */
const PAGE_ROWS = 250;

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
  const [former, latter] = [new Version(records, from), new Version(records, to)];
  const touched = isDeepStrictEqual(from.chosen_columns, to.chosen_columns)
    ? new Set([
      ...former.ids.difference(latter.ids),
      ...await records.rowsEditedBetween(from.position, to.position),
    ])
    : new Set([...former.ids.behind(), ...latter.ids.behind()]);
  const { before, after } = await differing(former, latter, touched);
  const came = [...after.values()].filter((contact) => !before.has(contact.raw_row_id));
  const successors = await singles(came, [former, latter]);
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
async function differing(former: Version, latter: Version, touched: Iterable<number>) {
  const before = new Map<number, ContactValues>(), after = new Map<number, ContactValues>();
  for (const page of pagesOf(touched)) {
    const were = await former.contacts(page), are = await latter.contacts(page);
    for (const id of page) {
      const was = were.get(id), is = are.get(id);
      if (isDeepStrictEqual(was, is)) continue;
      if (was) before.set(id, was);
      if (is) after.set(id, is);
    }
  }
  return { before, after };
}

/** Row ids ascending, a page at a time: between two of them others get their turn. */
function* pagesOf(ids: Iterable<number>): Generator<number[]> {
  const sorted = [...ids].sort((a, b) => a - b);
  for (let at = 0; at < sorted.length; at += PAGE_ROWS) yield sorted.slice(at, at + PAGE_ROWS);
}

/** Those of the contacts, by address, whose address only one row has in each of the versions. */
async function singles(
  contacts: ContactValues[],
  versions: [Version, Version],
): Promise<Map<string, ContactValues>> {
  const byEmail = new Map(contacts.flatMap((c) => c.email === null ? [] : [[c.email, c]]));
  for (const version of versions) {
    const rows = await version.rowsOf([...byEmail.keys()]);
    for (const email of [...byEmail.keys()]) if (rows.get(email) !== 1) byEmail.delete(email);
  }
  return byEmail;
}

class Version {
  readonly ids: RowIds;

  constructor(readonly records: JobRecords, readonly list: ListRow) {
    this.ids = RowIds.parse(list.row_ids);
  }

  /** Those of a page of rows that are in this version, in the same order. */
  async contacts(page: number[]): Promise<Map<number, ContactValues>> {
    const listed = page.filter((id) => this.ids.has(id));
    const rows = await rowsNow(this.records, listed, this.list);
    return new Map(listed.flatMap((id) => {
      const row = rows.get(id);
      return row ? [[id, contactOf(row)]] : [];
    }));
  }

  /** How many rows of this version have each of these addresses. */
  async rowsOf(emails: string[]): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    if (emails.length === 0) return counts;
    const moved = await this.records.rowsReaddressed(this.list.position);
    const ids = new Set([...await this.records.rowsWithEmail(emails), ...moved]);
    for (const page of pagesOf(ids)) {
      for (const { email } of (await this.contacts(page)).values()) {
        if (email !== null) counts.set(email, (counts.get(email) ?? 0) + 1);
      }
    }
    return counts;
  }
}
