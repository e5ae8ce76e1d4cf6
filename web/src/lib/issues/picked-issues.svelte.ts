/**
 * The issues of the list that are selected together, for a rule on just these: one by one, or all
 * that the list has but some, also those that have not been read yet.
 */
import type { Issue } from "@rollcall/contracts/api";
import { between } from "#lib/issues/between.ts";

type List = {
  /** those that were read, in their order: what has left the list is selected no more */
  listed: () => readonly Issue[];
  /** how many the list has, read or not */
  found: () => number;
};

export class PickedIssues {
  /** Those that are selected, or where all are, those that are not. */
  #ids = $state.raw<ReadonlySet<string>>(new Set());
  /** Whether all are selected but `#ids`. */
  #isAll = $state(false);
  /** From where a range goes. */
  #anchor: string | null = null;
  readonly #list: List;

  constructor(list: List) {
    this.#list = list;
  }

  /** Those that are selected, of the issues that were read. */
  issues = $derived.by(() => this.#list.listed().filter((issue) => this.has(issue)));
  /** Where all are selected: those that are not; null otherwise. */
  allBut = $derived.by((): readonly Issue[] | null =>
    this.#isAll ? this.#list.listed().filter((issue) => !this.has(issue)) : null
  );
  size = $derived.by(() =>
    this.allBut ? Math.max(0, this.#list.found() - this.allBut.length) : this.issues.length
  );

  has({ id }: Issue): boolean {
    return this.#ids.has(id) !== this.#isAll;
  }

  /** Adds or removes one. @param with_ the one that is shown, which comes along as the first */
  toggle(issue: Issue, with_: Issue | null): void {
    const ids = new Set(this.#ids);
    if (ids.size === 0 && !this.#isAll && with_ && with_.id !== issue.id) ids.add(with_.id);
    if (!ids.delete(issue.id)) ids.add(issue.id);
    this.#ids = ids;
    this.#anchor = issue.id;
  }

  /** Selects what lies between where the selection began, or `from`, and `to`. */
  extend(from: Issue, to: Issue): void {
    this.#anchor ??= from.id;
    this.#isAll = false;
    this.#ids = new Set(between(this.#list.listed().map(({ id }) => id), this.#anchor, to.id));
  }

  /** Selects all that the list has, or will have once they are read. */
  all(): void {
    this.#ids = new Set();
    this.#isAll = true;
  }

  clear(): void {
    this.#anchor = null;
    this.#isAll = false;
    if (this.#ids.size > 0) this.#ids = new Set();
  }
}
