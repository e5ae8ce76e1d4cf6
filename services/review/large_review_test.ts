/** What a large review costs: as much as it is long, and no event as long as it is. */
import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import type { EventStore } from "@rollcall/event-store";
import { givenJob, type Person, when } from "./testing/given_job.ts";
import type { RuleCommand } from "./resolve_by_rule.ts";
import { apply, initialReview, type Review } from "./review.ts";
import { emptyIndex } from "./rows.ts";
import { lookUp } from "./stored_rows.ts";

const byRule = (issueType: RuleCommand["issueType"], rule: RuleCommand["rule"]): RuleCommand => ({
  type: "resolve by rule",
  issueType,
  rule,
  batchId: "b1",
});

Deno.test("most_complete takes the first of the fullest rows, of 200,000 too", () => {
  const people = Array.from({ length: 200_000 }, (_, i): Person => {
    return ["info@x.org", `Ann${i}`, "Lee", i === 150_000 || i === 160_000 ? "Acme" : ""];
  });
  const { decision } = when(givenJob(people), byRule("DUPLICATE_EMAIL", "most_complete"));
  assert.ok(decision.outcome === "decided" && decision.facts[0]?.type === "IssuesResolved");
  assert.equal(decision.facts[0].data.resolutions[0]?.chosenRowId, 150_001);
});

Deno.test("what follows from a rule is told 500 issues to an event, and 10,000 rows", () => {
  // Each mended address meets one that is there: 600 issues are opened.
  const pairs = Array.from({ length: 600 }, (_, i): Person[] => [
    [`p${i}@gmial.com`, "Ann", "Lee"],
    [`p${i}@gmail.com`, "Bob", "Lee"],
  ]).flat();
  const { given, decision } = when(givenJob(pairs), byRule("EMAIL_TYPO", "take_suggestion"));
  assert.ok(decision.outcome === "decided");
  const opened = decision.facts.filter((fact) => fact.type === "IssuesOpened");
  assert.deepEqual(opened.map(({ data }) => data.issues.length), [500, 100]);
  assert.deepEqual(
    opened.flatMap(({ data }) => data.issues.map(({ number }) => number)),
    Array.from({ length: 600 }, (_, i) => 601 + i),
  );
  // The undo withdraws them.
  const undone = when(given, { type: "undo batch", batchId: "b1" }).decision;
  assert.ok(undone.outcome === "decided");
  const revised = undone.facts.filter((fact) => fact.type === "IssuesRevised");
  assert.deepEqual(revised.map(({ data }) => data.issues.length), [500, 100]);
  // Three groups of 4,000 rows that one more joins do not go in one event, nor is one cut in two.
  const groups = [1, 2, 3].flatMap((group) => [
    ...Array.from({ length: 4_000 }, (_, i): Person => [`g${group}@gmail.com`, `A${i}`, "Lee"]),
    [`g${group}@gmial.com`, "Ann", "Lee"] as Person,
  ]);
  const joined = when(givenJob(groups), byRule("EMAIL_TYPO", "take_suggestion")).decision;
  assert.ok(joined.outcome === "decided");
  const asked = joined.facts.filter((fact) => fact.type === "IssuesRevised");
  assert.deepEqual(asked.map(({ data }) => data.issues.map(({ rowIds }) => rowIds)), [
    ["1-4001", "4002-8002"],
    ["8003-12003"],
  ]);
});

Deno.test("taking an edit back does not go through all others", () => {
  const looks = (count: number) => {
    const review = edited(count);
    const ofIssue = new Counted(review.edits.ofIssue), ofRow = new Counted(review.edits.ofRow);
    const issues = new Counted(review.issues);
    reopen({ ...review, edits: { ofIssue, ofRow, keys: new Set() }, issues }, 2_000);
    return ofIssue.looks + ofRow.looks + issues.looks;
  };
  const few = looks(2_000);
  assert.ok(few > 0);
  assert.equal(looks(100_000), few);
});

Deno.test("finding rows in their batches does not go through all batches", async () => {
  const rowIds = Array.from({ length: 5_000 }, (_, i) => i + 1);
  let looks = 0;
  const batches = new Proxy(rowIds, {
    get: (all, name) => {
      looks++;
      return Reflect.get(all, name);
    },
  });
  const store = { async *readStream() {} } as unknown as EventStore;
  const known = new Map();
  await lookUp(store, "job", { ...emptyIndex(), batches }, rowIds, known);
  assert.equal(known.size, rowIds.length);
  assert.ok(looks < 20 * rowIds.length, `${looks} looks at batches for ${rowIds.length} rows`);
});

/** A review whose issues were all resolved by an edit. */
function edited(count: number): Review {
  const review = initialReview();
  const jobId = "job";
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  apply(review, {
    type: "IssuesOpened",
    data: {
      jobId,
      issues: numbers.map((number) => ({ number, type: "MISSING_EMAIL", rowIds: [number] })),
    },
    personal: { keys: numbers.map(String) },
  });
  return apply(review, {
    type: "IssuesResolved",
    data: {
      jobId,
      rule: null,
      batchId: null,
      resolutions: numbers.map((number) => ({ number, action: "edit" })),
    },
    personal: { edits: numbers.map((number) => ({ number, rowId: number, values: byKey({}) })) },
  });
}

function reopen(review: Review, count: number): void {
  for (let number = 1; number <= count; number++) {
    const data = { jobId: "job", batchId: null, numbers: `${number}` };
    apply(review, { type: "IssuesReopened", data, personal: null });
  }
}

/** A map that counts how often an entry of it is looked at, alone or on a walk through all of them. */
class Counted<K, V> extends Map<K, V> {
  looks = 0;

  override get(key: K): V | undefined {
    this.looks++;
    return super.get(key);
  }

  override *entries(): MapIterator<[K, V]> {
    for (const entry of super.entries()) {
      this.looks++;
      yield entry;
    }
  }

  override *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  override *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  override forEach(look: (value: V, key: K, map: Map<K, V>) => void): void {
    for (const [key, value] of this.entries()) look(value, key, this);
  }

  override [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }
}
