/** The issues of the list that are selected together, for a rule on just these. */
import type { Issue } from "@rollcall/contracts/api";
import { between } from "#lib/issues/between.ts";

export class PickedIssues {
  #ids = $state.raw<ReadonlySet<string>>(new Set());
  /** From where a range goes. */
  #anchor: string | null = null;
  readonly #listed: () => readonly Issue[];

  /** @param listed the issues of the list, in its order: what has left it is selected no more */
  constructor(listed: () => readonly Issue[]) {
    this.#listed = listed;
  }

  issues = $derived.by(() => this.#listed().filter(({ id }) => this.#ids.has(id)));
  size = $derived(this.issues.length);

  has({ id }: Issue): boolean {
    return this.#ids.has(id);
  }

  /** Adds or removes one. @param with_ the one that is shown, which comes along as the first */
  toggle(issue: Issue, with_: Issue | null): void {
    const ids = new Set(this.#ids);
    if (ids.size === 0 && with_ && with_.id !== issue.id) ids.add(with_.id);
    if (!ids.delete(issue.id)) ids.add(issue.id);
    this.#ids = ids;
    this.#anchor = issue.id;
  }

  /** Selects what lies between where the selection began, or `from`, and `to`. */
  extend(from: Issue, to: Issue): void {
    this.#anchor ??= from.id;
    this.#ids = new Set(between(this.#listed().map(({ id }) => id), this.#anchor, to.id));
  }

  /** Selects all that are in the list so far. */
  all(): void {
    this.#ids = new Set(this.#listed().map(({ id }) => id));
  }

  clear(): void {
    this.#anchor = null;
    if (this.#ids.size > 0) this.#ids = new Set();
  }
}
