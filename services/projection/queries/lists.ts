/** The versions of a job's clean list, and the differences between two of them. */
import { contactFields, type ContactValues } from "@rollcall/contacts";
import { at, keysOf } from "@rollcall/contracts";
import type { ContactChange, ContactList } from "@rollcall/contracts/api";
import { LRUCache } from "lru-cache";
import type { JobRow, ListRow } from "../fold/model.ts";
import {
  type ChangeCounts,
  changesBetween,
  countChanges,
  type ListChange,
  rowOf,
} from "../lists/changes.ts";
import type { JobRecords } from "../records/job_records.ts";
import { Refused } from "../refusal.ts";
import { extrasOf, listOf, toContact, versionOf } from "./contacts.ts";
import { type Page, type PageQuery, toPage } from "./page.ts";

/** Newest first. */
export async function listLists(
  records: JobRecords,
  counts: ListCounts,
  page: PageQuery,
): Promise<Page<ContactList>> {
  const before = page.after ?? Number.MAX_SAFE_INTEGER;
  // Each is compared with the one before it.
  const lists = await records.listsBefore(before, page.limit + 1);
  const items = await Promise.all(
    lists.slice(0, page.limit).map(async (list, i) => {
      return toList(list, records.job, await counts.of(records, lists[i + 1], list));
    }),
  );
  return toPage(
    "lists",
    lists.map((list, i) => ({ version: list.version, item: items[i]! })),
    page.limit,
    ({ version }) => version,
    ({ item }) => item,
  );
}

function toList(list: ListRow, job: JobRow, counts: ChangeCounts): ContactList {
  return {
    list_version: list.version,
    contact_count: list.contact_count,
    current: list.version === job.list_version,
    finalized_at: list.finalized_at,
    finalized_by: list.finalized_by,
    ...counts,
  };
}

/** Lists whose counts are cached: only numbers, no personal data. */
const KEPT_COUNTS = 5_000;

/**
 * Counts how each version differs from the previous one. Versions never change, so this can be
 * cached.
 */
export class ListCounts {
  readonly #kept = new LRUCache<string, ChangeCounts>({ max: KEPT_COUNTS });

  /** @param former the previous version; undefined for the first */
  async of(
    records: JobRecords,
    former: ListRow | undefined,
    list: ListRow,
  ): Promise<ChangeCounts> {
    if (!former) return { added: list.contact_count, removed: 0, changed: 0 };
    const key = `${list.job_id}/${list.version}`;
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const counts = countChanges(await changesBetween(records, former, list));
    this.#kept.set(key, counts);
    return counts;
  }
}

/** Two versions to compare. */
export interface VersionSpan {
  from: number;
  to: number;
}

/**
 * The requested versions; by default the newest and the one before.
 * @throws Refused "no clean list", "no former list" before the first, "unknown list version"
 */
export function spanOf(
  job: JobRow,
  asked: { [Key in keyof VersionSpan]?: VersionSpan[Key] | undefined },
): VersionSpan {
  const to = job.newest_list === 0
    ? versionOf(job, undefined)
    : versionOf(job, asked.to ?? job.newest_list);
  if (asked.from !== undefined) return { from: versionOf(job, asked.from), to };
  if (to > 1) return { from: to - 1, to };
  throw new Refused({ outcome: "no former list" });
}

/** In the order of the contacts' rows, before or after. */
export async function listChanges(
  records: JobRecords,
  { from, to }: VersionSpan,
  page: PageQuery,
): Promise<Page<ContactChange>> {
  const [former, latter] = await Promise.all([listOf(records, from), listOf(records, to)]);
  const changes = await changesBetween(records, former, latter);
  const after = page.after ?? 0;
  const behind = changes.filter((change) => rowOf(change) > after);
  const keys = extrasOf(records.job);
  return toPage("changes", behind, page.limit, rowOf, (change) => toChange(change, keys));
}

function toChange({ before, after }: ListChange, keys: string[]): ContactChange {
  return {
    change: before === null ? "added" : after === null ? "removed" : "changed",
    before: before && toContact(before, keys),
    after: after && toContact(after, keys),
    fields: before && after ? fieldsThatDiffer(before, after, keys) : [],
  };
}

/** Fields first, then extras in file order. */
function fieldsThatDiffer(one: ContactValues, other: ContactValues, keys: string[]): string[] {
  const extras = new Set([...keys, ...keysOf(one.extra), ...keysOf(other.extra)]);
  return [
    ...contactFields.filter((field) => one[field] !== other[field]),
    ...[...extras].filter((key) => at(one.extra, key) !== at(other.extra, key)),
  ];
}
