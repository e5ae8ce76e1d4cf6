import assert from "node:assert/strict";
import { type Fact, parseRowSet, resolutionsIn } from "@rollcall/contracts";
import fc from "fast-check";
import { areAlike, inAlike, inSets } from "./number_sets.ts";
import { apply, initialReview, type Review } from "./review.ts";

/** A review with one issue about the file, number 1, and others behind it. */
function reviewOf(count: number): Review {
  const issues = Array.from({ length: count }, (_, i) => ({
    number: i + 1,
    type: "MISSING_LAST_NAME" as const,
    ...(i === 0 ? { scope: "file" as const, rowIds: [] } : { rowIds: [i] }),
  }));
  const personal = { keys: issues.map(() => "key") };
  return apply(initialReview(), {
    type: "IssuesOpened",
    data: { jobId: "job", issues },
    personal,
  });
}

const toFact = (alike: object[]) =>
  ({
    type: "IssuesResolved",
    data: { jobId: "job", rule: "skip", batchId: null, resolutions: [], alike },
    personal: null,
  }) as Fact;

const byNumber = (a: { number: number }, b: { number: number }) => a.number - b.number;

Deno.test("number sets: decisions that are alike say what each for itself would say", () => {
  const review = reviewOf(40);
  const decisions = fc.uniqueArray(
    fc.record({
      number: fc.integer({ min: 1, max: 40 }),
      action: fc.constantFrom("skip" as const, "keep" as const),
      via: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
    }).map(({ via, ...rest }) => ({ ...rest, ...(via !== undefined && { via }) })),
    { selector: ({ number }) => number, minLength: 2 },
  );
  fc.assert(fc.property(decisions, (resolutions) => {
    assert.ok(areAlike(resolutions));
    const facts = inAlike(review, resolutions, toFact);
    const told = facts.flatMap((fact) =>
      fact.type === "IssuesResolved" ? [...resolutionsIn(fact.data)] : []
    );
    assert.deepEqual(told.sort(byNumber), resolutions.toSorted(byNumber));
  }));
});

Deno.test("number sets: 200,000 issues in a row are one fact of a few characters", () => {
  const all = Array.from(
    { length: 200_000 },
    (_, i) => ({ number: i + 1, action: "skip" as const }),
  );
  assert.deepEqual(inAlike(reviewOf(1), all, toFact), [
    toFact([{ action: "skip", numbers: "1-200000" }]),
  ]);
});

Deno.test("number sets: what one issue resolves besides costs no set of its own", () => {
  const review = reviewOf(20_001);
  const next = Array.from({ length: 10_000 }, (_, i) => [
    { number: 2 * i + 2, action: "skip" as const },
    { number: 2 * i + 3, action: "skip" as const, via: 2 * i + 2 },
  ]).flat();
  const ofFile = next.map(({ number, action }) => ({ number, action, via: 1 }));
  const sets = (facts: Fact[]) =>
    facts.flatMap((fact) => fact.type === "IssuesResolved" ? fact.data.alike ?? [] : []);
  assert.deepEqual(sets(inAlike(review, ofFile, toFact)), [
    { action: "skip", via: 1, numbers: "2-20001" },
  ]);
  assert.deepEqual(
    sets(inAlike(review, next, toFact)).map(({ viaBefore }) => viaBefore),
    [undefined, 1],
  );
});

Deno.test("number sets: scattered numbers are bounded, an event at a time", () => {
  const odd = Array.from({ length: 25_000 }, (_, i) => 2 * i + 1);
  const sets = inSets(odd.toReversed(), (numbers) => toFact([{ action: "skip", numbers }]))
    .map((fact) => fact.type === "IssuesResolved" ? fact.data.alike![0]!.numbers : "");
  assert.deepEqual(sets.map((set) => parseRowSet(set).length), [10_000, 10_000, 5_000]);
  const alike = inAlike(
    reviewOf(1),
    odd.map((number) => ({ number, action: "keep" as const })),
    toFact,
  );
  assert.equal(alike.length, 3);
});

Deno.test("number sets: what chooses a row, or is one alone, is told for itself", () => {
  const skip = { number: 1, action: "skip" as const };
  assert.equal(areAlike([skip]), false);
  assert.equal(areAlike([skip, { number: 2, action: "choose", chosenRowId: 1 }]), false);
  assert.equal(areAlike([skip, { number: 2, action: "edit" }]), false);
});
