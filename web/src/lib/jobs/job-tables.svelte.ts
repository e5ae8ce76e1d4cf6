/**
 * The tables of a job's sections. They live as long as the job's page, so that a user who returns
 * to a section finds it as he left it: the same place, search and order.
 */
import type {
  Contact,
  ContactChange,
  ContactList,
  HistoryEntry,
  RawRow,
} from "@rollcall/contracts/api";
import { PagedList } from "#lib/api/paged-list.svelte.ts";
import { GridColumns } from "#lib/grid/grid-columns.svelte.ts";
import { GridSource } from "#lib/grid/grid-source.svelte.ts";

/** The kinds of rows that are listed. */
export type RowView = "rows" | "excluded" | "warnings";

export class JobTables {
  readonly contacts = { source: new GridSource<Contact>(), columns: new GridColumns("contacts") };
  readonly rows = {
    rows: { source: new GridSource<RawRow>(), columns: new GridColumns("rows") },
    excluded: { source: new GridSource<RawRow>(), columns: new GridColumns("excluded") },
    warnings: { source: new GridSource<RawRow>(), columns: new GridColumns("warnings") },
  };
  readonly lists = new PagedList<ContactList>();
  readonly history = new PagedList<HistoryEntry>();
  /** The list version to compare with the previous one; null for the newest. */
  compared = $state<number | null>(null);
  /** What was looked for in each section, as in the address. */
  readonly searches = new Map<string, string>();
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
