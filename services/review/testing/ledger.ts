/**
 * The decisions that stand, by the plainest reading of what was asked for: a pile on each issue. What
 * is decided anew takes the topmost one's place, an undo takes it off; an edit lies there until then,
 * and no other decision takes it along (ADR 38). Made without the code that undoes. Test only.
 */
import assert from "node:assert/strict";
import { type Fact, resolutionsIn, type RowValues } from "@rollcall/contracts";
import type { DecisionCommand } from "../decide.ts";
import { editsOf } from "../edits.ts";
import type { Review, ReviewIssue } from "../review.ts";

interface Entry {
  action: string;
  /** of an edit; what a merge laid over its row goes with it */
  edit?: { rowId: number; values: RowValues };
}

export class Ledger {
  readonly #piles = new Map<number, Entry[]>();

  /**
   * Notes a decision that was taken, and holds the review to it.
   * @throws AssertionError where an edit is gone that nobody undid, or a decision did nothing
   */
  note(before: Review, command: DecisionCommand, facts: Fact[], after: Review): void {
    if (!facts.length || command.type === "finalize") return;
    this.#takeOff(before, command);
    const batchId = command.type === "resolve by rule" ? command.batchId : null;
    const isOwn = (fact: Fact) =>
      fact.type === "IssuesResolved" && fact.data.batchId === batchId &&
      fact.data.rule !== "same_person";
    if (command.type === "resolve") {
      const first = facts.find((fact) =>
        isOwn(fact) && fact.type === "IssuesResolved" &&
        [...resolutionsIn(fact.data)].some(({ number }) => number === command.number)
      );
      assert.ok(first, "it says what was decided");
      this.#putOn(before, first, (number) => number === command.number);
      checkInForce(command, after);
    }
    if (command.type === "resolve by rule") {
      for (const fact of facts) if (isOwn(fact)) this.#putOn(before, fact, () => true);
    }
    for (const issue of after.issues.values()) this.#check(issue, after);
  }

  #pileOf(number: number): Entry[] {
    const pile = this.#piles.get(number) ?? [];
    this.#piles.set(number, pile);
    return pile;
  }

  #takeOff(before: Review, command: DecisionCommand): void {
    const roots = new Set<number>();
    for (const issue of before.issues.values()) {
      const { number, status, decided } = issue;
      const isMeant = command.type === "undo batch"
        ? decided?.batchId === command.batchId
        : command.type === "reopen"
        ? number === command.number
        : command.type === "resolve" && number === command.number && status === "RESOLVED" &&
          !decided!.byDefault;
      if (isMeant) roots.add(decided?.via ?? number);
    }
    for (const number of roots) this.#pileOf(number).pop();
  }

  #putOn(before: Review, fact: Fact, isMeant: (number: number) => boolean): void {
    if (fact.type !== "IssuesResolved") return;
    for (const { number, action, via } of resolutionsIn(fact.data)) {
      if (via !== undefined || !isMeant(number)) continue;
      const old = before.issues.get(number);
      const isAnew = fact.data.batchId !== null && old?.status === "RESOLVED" &&
        !old.decided!.byDefault;
      if (isAnew) this.#pileOf(number).pop();
      const made = fact.personal?.edits.find((edit) => edit.number === number);
      const isEdit = made && action === "edit";
      const { rowId, values } = made ?? {};
      this.#pileOf(number).push({
        action,
        ...(isEdit && { edit: { rowId: rowId!, values: values! } }),
      });
    }
  }

  #check(issue: ReviewIssue, after: Review): void {
    const pile = this.#pileOf(issue.number);
    // Asked anew, as others' rows came or went: then there is none. An edit stays all the same.
    const isOver = issue.decided === undefined || issue.decided.byDefault ||
      issue.decided.action === "edit" || issue.decided.via !== undefined;
    if (isOver && pile.at(-1) && !pile.at(-1)!.edit) pile.pop();
    const made = editsOf(after.edits, issue.number)
      .filter(({ sources }) => sources === undefined)
      .map(({ rowId, values }) => ({ rowId, values }));
    assert.deepEqual(
      made,
      pile.flatMap(({ edit }) => edit ?? []),
      `issue ${issue.number}: edits hold until they are undone`,
    );
  }
}

/** What was answered with ok has happened. */
function checkInForce(
  { number, choice }: DecisionCommand & { type: "resolve" },
  after: Review,
): void {
  const { status, decided } = after.issues.get(number)!;
  if (choice.action === "edit") {
    const made = editsOf(after.edits, number).at(-1);
    return assert.ok(made && !made.sources, `the edit on issue ${number} holds`);
  }
  if (choice.action === "take_suggestion") return;
  assert.deepEqual([status, decided?.action], ["RESOLVED", choice.action], `issue ${number}`);
  if (choice.action === "choose") assert.equal(decided!.chosenRowId, choice.chosenRowId);
}
