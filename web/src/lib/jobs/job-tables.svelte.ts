/**
 * The tables of a job's sections. They live as long as the job's page, so that who comes back to a
 * section finds the page of the table that he left.
 */
import type {
  Contact,
  ContactChange,
  ContactList,
  HistoryEntry,
  RawRow,
} from "@rollcall/contracts/api";
import { PagedList } from "#lib/api/paged-list.svelte.ts";

export class JobTables {
  readonly contacts = new PagedList<Contact>();
  readonly lists = new PagedList<ContactList>();
  readonly rows = new PagedList<RawRow>();
  readonly history = new PagedList<HistoryEntry>();
  /** The list that is compared with the one before it; the newest where null. */
  compared = $state<number | null>(null);
  readonly #changes = new Map<number, PagedList<ContactChange>>();

  /** What a version of the list changed. */
  changesOf(listVersion: number): PagedList<ContactChange> {
    const known = this.#changes.get(listVersion);
    if (known) return known;
    const changes = new PagedList<ContactChange>();
    this.#changes.set(listVersion, changes);
    return changes;
  }
}
