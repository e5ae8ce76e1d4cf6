/**
 * The tables of a job's sections. They live as long as the job's page, so that a user who returns
 * to a section finds it as he left it: the same place, search and order.
 */
import type {
  ContactChange,
  ContactList,
  HistoryEntry,
  HistoryKind,
} from "@rollcall/contracts/api";
import { PagedList } from "#lib/api/paged-list.svelte.ts";

/** The kinds of rows that are listed. */
export type RowView = "rows" | "excluded" | "warnings";

export class JobTables {
  readonly lists = new PagedList<ContactList>();
  readonly history = new PagedList<HistoryEntry>();
  /** What of the history is looked at, and what was read; an empty word is everything. */
  readonly historyOf = $state<{ kind: HistoryKind | ""; actor: string; path: string }>({
    kind: "",
    actor: "",
    path: "",
  });
  /** The list version to compare with the previous one; null for the newest. */
  compared = $state<number | null>(null);
  /** How often a step was undone or redone, wherever that was asked for. */
  jumps = $state(0);
  /** What was looked for in each section, as in the address. */
  readonly searches = new Map<string, string>();
  readonly #changes = new Map<number, PagedList<ContactChange>>();
  readonly #kept = new Map<string, unknown>();

  /**
   * What a section keeps of its own. The grid comes with the sections that have one: who reviews
   * issues loads none.
   * @param make is called the first time
   */
  kept<Kept>(section: string, make: () => Kept): Kept {
    if (!this.#kept.has(section)) this.#kept.set(section, outliving(make));
    return this.#kept.get(section) as Kept;
  }

  /** The changes of a list version. */
  changesOf(listVersion: number): PagedList<ContactChange> {
    const known = this.#changes.get(listVersion);
    if (known) return known;
    const changes = outliving(() => new PagedList<ContactChange>());
    this.#changes.set(listVersion, changes);
    return changes;
  }
}

/**
 * Derived state ends with the section in which it is made, and a section may go before it is shown:
 * what is kept longer is made outside of any.
 */
function outliving<Made>(make: () => Made): Made {
  let made!: Made;
  $effect.root(() => {
    made = make();
  });
  return made;
}
