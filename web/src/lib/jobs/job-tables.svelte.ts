/**
 * The tables of a job's sections. They live as long as the job's page, so that a user who returns
 * to a section finds the same page of its table.
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
  /** The list version to compare with the previous one; null for the newest. */
  compared = $state<number | null>(null);
  readonly #changes = new Map<number, PagedList<ContactChange>>();

  /** The changes of a list version. */
  changesOf(listVersion: number): PagedList<ContactChange> {
    const known = this.#changes.get(listVersion);
    if (known) return known;
    const changes = new PagedList<ContactChange>();
    this.#changes.set(listVersion, changes);
    return changes;
  }
}
