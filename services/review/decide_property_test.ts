/** Whatever a person decides, in whatever order: what must hold of every review. */
import assert from "node:assert/strict";
import { byKey, type Fact, laidOver, type RowValues, valueAt } from "@rollcall/contracts";
import {
  emailKey,
  identityOf,
  type NameField,
  nameFields,
  normalizeEmail,
  problemOfField,
} from "@rollcall/contacts";
import fc from "fast-check";
import { cleanList } from "./clean_list.ts";
import { editsOf, editsOfRow, noEdits } from "./edits.ts";
import { type Given, givenJob, unknownColumn, when } from "./given.ts";
import { apply, copyReview, type ReviewIssue } from "./review.ts";
import { Rows } from "./rows.ts";
import { anyIntents, anyOptions, anyPeople, toCommand } from "./testing/any_intents.ts";

const RUNS = { numRuns: Number(Deno.env.get("REVIEW_RUNS") ?? 5_000) };

Deno.test("a review is at any moment what a computation from scratch makes of it", () => {
  fc.assert(
    fc.property(anyPeople, anyOptions, anyIntents, (people, options, intents) => {
      const start = givenJob(people, options);
      const facts: Fact[] = [];
      let given = start;
      checkFromScratch(given);
      for (const intent of intents) {
        const after = when(given, toCommand(given, intent));
        given = after.given;
        if (after.decision.outcome === "decided") facts.push(...after.decision.facts);
        checkFromScratch(given);
      }
      assert.deepEqual(facts.reduce(apply, copyReview(start.review)), given.review);
    }),
    RUNS,
  );
});

Deno.test("a command given again changes nothing, and is not refused", () => {
  fc.assert(
    fc.property(anyPeople, anyOptions, anyIntents, (people, options, intents) => {
      let given = givenJob(people, options);
      for (const intent of intents) {
        const command = toCommand(given, intent);
        const { given: after, decision } = when(given, command);
        given = after;
        if (decision.outcome === "refused" || command.type === "undo batch") continue;
        // What it brought about may have asked the question anew, or left nothing to ask.
        const issue = "number" in command ? after.review.issues.get(command.number) : undefined;
        if (issue && issue.status !== "RESOLVED") continue;
        const again = when(given, command).decision;
        assert.deepEqual(again.outcome === "decided" && again.facts, []);
      }
    }),
    RUNS,
  );
});

Deno.test("undoing every decision, in any order, leads back to the beginning", () => {
  fc.assert(
    fc.property(
      anyPeople,
      anyOptions,
      anyIntents,
      fc.infiniteStream(fc.nat(1_000)),
      (people, options, intents, order) => {
        const start = givenJob(people, options);
        let given = intents.reduce((state, intent) => {
          return when(state, toCommand(state, intent)).given;
        }, start);
        const isDecided = [...given.review.issues.values()].some(isUndoable(given));
        for (let undone = 0;; undone++) {
          const left = [...given.review.issues.values()].filter(isUndoable(given));
          if (!left.length) break;
          assert.ok(undone < 100, "undoing comes to an end");
          const [drawn = 0] = order.take(1);
          const { number, decided } = left[drawn % left.length]!;
          const asOne = decided?.batchId !== undefined && drawn % 2 === 0;
          const { decision, given: after } = when(
            given,
            asOne ? { type: "undo batch", batchId: decided.batchId! } : { type: "reopen", number },
          );
          assert.equal(decision.outcome, "decided", "whatever was decided can be undone");
          given = after;
          checkFromScratch(given);
        }
        checkIsBeginning(given, start, isDecided);
      },
    ),
    RUNS,
  );
});

Deno.test("a file whose columns are named at last is as one that named them at first", () => {
  const named = fc.subarray([...nameFields], { minLength: 1 });
  fc.assert(
    fc.property(anyPeople, fc.boolean(), named, (people, foldGmail, missing) => {
      const start = givenJob(people, { foldGmail, missing });
      const given = missing.reduce((state, field) => name(state, field), start);
      // Rows that lack the name are kept in the one, and asked about in the other.
      const whole = givenJob(people, { foldGmail });
      const keep = (state: Given, field: NameField) =>
        when(state, {
          type: "resolve by rule",
          issueType: problemOfField[field],
          rule: "keep",
          batchId: field,
        }).given;
      const kept = missing.reduce(keep, whole);
      assert.deepEqual(openDuplicates(given), openDuplicates(kept));
      const undone = missing.reduce((state, field) => {
        return when(state, { type: "reopen", number: numberOf(state, field) }).given;
      }, given);
      assert.deepEqual(openDuplicates(undone), openDuplicates(start));
    }),
    RUNS,
  );
});

const numberOf = ({ review }: Given, field: NameField) =>
  review.fileIssues.find((number) => review.issues.get(number)!.type === problemOfField[field])!;

function name(given: Given, field: NameField): Given {
  const choice = { action: "use_column", column: unknownColumn(field) } as const;
  return when(given, { type: "resolve", number: numberOf(given, field), choice }).given;
}

function openDuplicates({ review }: Given): string[] {
  return [...review.issues.values()]
    .filter(({ type, status }) => type === "DUPLICATE_EMAIL" && status === "OPEN")
    .map(({ key, rowIds }) => `${key}: ${rowIds}`).sort();
}

const isUndoable = ({ review }: Given) => ({ status, number }: ReviewIssue) =>
  status === "RESOLVED" || editsOf(review.edits, number).length > 0;

function checkIsBeginning({ review }: Given, start: Given, isDecided: boolean): void {
  assert.deepEqual(review.edits, noEdits());
  assert.equal(review.openIssues, start.review.openIssues);
  assert.deepEqual(review.rowIssues, start.review.rowIssues);
  for (const [number, issue] of review.issues) {
    const first = start.review.issues.get(number);
    if (first) assert.deepEqual(issue, first);
    else assert.equal(issue.status, "WITHDRAWN");
  }
  for (const [key, number] of start.review.duplicates) {
    assert.equal(review.duplicates.get(key), number);
  }
  if (isDecided) assert.equal(review.finalized, undefined, "the list is taken back");
}

/** Rows by address, whom they name, and who takes part, from values and decisions alone. */
function plainly({ review, index, known }: Given) {
  const ofFile = [...review.issues.values()].filter(({ scope }) => scope === "file");
  const isLeftOut = ofFile.some(({ decided }) => decided?.action === "skip");
  const people = Array.from({ length: index.emails.length - 1 }, (_, i) => {
    const rowId = i + 1;
    const values = editsOfRow(review.edits, rowId)
      .reduce((all, edit) => laidOver(all, edit.values), asNamed(ofFile, known.get(rowId)!));
    const email = normalizeEmail(valueAt(values, "email"));
    const asked = [...review.issues.values()].filter(({ type, rowIds }) =>
      type !== "DUPLICATE_EMAIL" && rowIds.includes(rowId)
    );
    const stands = !isLeftOut &&
      asked.every(({ status, decided }) => status !== "OPEN" && decided?.action !== "skip");
    const key = email && emailKey(email, index.foldGmail);
    return { rowId, key, stands, who: identityOf((field) => valueAt(values, field)) };
  });
  return { people, groups: Map.groupBy(people.filter(({ stands }) => stands), ({ key }) => key) };
}

/** The file's questions are asked in the order of the fields, and columns 1 and 2 are the names. */
function asNamed(ofFile: ReviewIssue[], read: RowValues): RowValues {
  return ofFile.reduce((values, { type, decided }) => {
    if (decided?.action !== "use_column") return values;
    const from = unknownColumn(nameFields[decided.column! - 1]!);
    const field = type === "MISSING_FIRST_NAME" ? "first_name" : "last_name";
    return laidOver(values, byKey({ [field]: valueAt(read, from) }));
  }, read);
}

function checkFromScratch(given: Given): void {
  const { review, index, known } = given;
  const { people, groups } = plainly(given);
  const open = [...review.issues.values()].filter((issue) => issue.status === "OPEN");
  assert.equal(review.openIssues, open.length);
  assert.ok(!(review.finalized && open.length), "finalised with open issues");
  const asked = [...review.issues.values()].filter(({ type }) => type === "DUPLICATE_EMAIL");
  for (const [key, members] of groups) {
    if (!key || new Set(members.map(({ who }) => who)).size < 2) continue;
    assert.ok(asked.some((issue) => issue.key === key), `${key} names different people, unasked`);
  }
  for (const { key, status, decided, rowIds } of asked) {
    const members = groups.get(key) ?? [];
    const differ = new Set(members.map(({ who }) => who)).size > 1;
    const merged = people.find(({ rowId }) => rowId === decided?.chosenRowId);
    const isElsewhere = decided?.action === "merge" && merged!.stands && merged!.key !== key;
    const concerned = members.map(({ rowId }) => rowId);
    if (isElsewhere) concerned.push(merged!.rowId);
    if (status === "OPEN") assert.ok(differ, `${key} is asked about without need`);
    if (status === "WITHDRAWN") assert.ok(!differ, `${key} is not asked about`);
    if (status === "RESOLVED" && decided!.action === "edit") {
      assert.ok(!differ, `${key} was settled by an edit that settles nothing`);
    } else if (status !== "WITHDRAWN") assert.deepEqual(rowIds, concerned.sort((a, b) => a - b));
  }
  if (!open.length) {
    checkList(given, { people, groups }, cleanList(review, new Rows(index, known, review)));
  }
}

function checkList(
  { review }: Given,
  { people, groups }: ReturnType<typeof plainly>,
  list: number[],
): void {
  for (const { rowId, stands, key } of people) {
    if (!stands) assert.ok(!list.includes(rowId), `row ${rowId} is left out and listed`);
    else if (!key) assert.ok(list.includes(rowId), `row ${rowId} has no address and is missing`);
  }
  for (const [key, members] of groups) {
    if (!key) continue;
    const rowIds = members.map(({ rowId }) => rowId);
    const listed = rowIds.filter((rowId) => list.includes(rowId));
    const { status, decided } = review.issues.get(review.duplicates.get(key) ?? -1) ?? {};
    const first = rowIds.slice(0, 1);
    const expected = status !== "RESOLVED" || decided!.action === "edit"
      ? first
      : decided!.action === "keep"
      ? rowIds
      : rowIds.filter((rowId) => rowId === decided!.chosenRowId);
    assert.deepEqual(listed, expected, `${key} after ${decided?.action}`);
  }
}
