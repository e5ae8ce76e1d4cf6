/**
 * What differs between two versions of a clean list: what lists/changes_sql.ts finds in the
 * database. A contact is known by its row. One that went and one that came are the same contact where
 * they share an address that nobody else has in either list.
 */
import { isDeepStrictEqual } from "node:util";
import type { ContactValues } from "./contact.ts";

export interface ListChange {
  before: ContactValues | null;
  after: ContactValues | null;
}

export interface ChangeCounts {
  added: number;
  removed: number;
  changed: number;
}

export function changesBetween(before: ContactValues[], after: ContactValues[]): ListChange[] {
  const came = new Map(after.map((contact) => [contact.raw_row_id, contact]));
  const changes: ListChange[] = [];
  for (const contact of before) {
    const now = came.get(contact.raw_row_id);
    came.delete(contact.raw_row_id);
    if (!isDeepStrictEqual(contact, now)) changes.push({ before: contact, after: now ?? null });
  }
  const [own, others] = [singleAddresses(before), singleAddresses(after)];
  for (const change of changes) {
    const email = change.before!.email;
    if (change.after || email === null || !own.has(email) || !others.has(email)) continue;
    const successor = came.values().find((contact) => contact.email === email);
    if (!successor) continue;
    change.after = successor;
    came.delete(successor.raw_row_id);
  }
  for (const contact of came.values()) changes.push({ before: null, after: contact });
  return changes;
}

export function countChanges(changes: ListChange[]): ChangeCounts {
  const count = (fits: (change: ListChange) => boolean) => changes.filter(fits).length;
  return {
    added: count(({ before }) => !before),
    removed: count(({ after }) => !after),
    changed: count(({ before, after }) => before !== null && after !== null),
  };
}

function singleAddresses(contacts: ContactValues[]): Set<string> {
  const groups = Map.groupBy(contacts, (contact) => contact.email);
  return new Set([...groups].flatMap(([email, of]) => email && of.length === 1 ? [email] : []));
}
