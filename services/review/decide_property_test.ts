/** Whatever a person decides, in whatever order: what must hold of every review. */
import assert from "node:assert/strict";
import {
  at,
  byKey,
  entriesOf,
  type Fact,
  hasKey,
  isAboutSeveral,
  laidOver,
  rowIdsOf,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import {
  checkRow,
  emailKey,
  identityOf,
  type NameField,
  nameFields,
  normalizeEmail,
  problemOfField,
} from "@rollcall/contacts";
import fc from "fast-check";
import type { CleanList } from "./clean_list.ts";
import type { DecisionCommand } from "./decide.ts";
import { editsOf, editsOfRow, noEdits } from "./edits.ts";
import { type Given, givenJob, listOf, unknownColumn, when } from "./testing/given_job.ts";
import { apply, copyReview, type ReviewIssue } from "./review.ts";
import { Ledger } from "./testing/ledger.ts";
import { anyIntents, anyOptions, anyPeople, toCommand } from "./testing/any_intents.ts";

const RUNS = { numRuns: Number(Deno.env.get("REVIEW_RUNS") ?? 5_000) };

Deno.test("a review is at any moment what a computation from scratch makes of it", () => {
  fc.assert(
    fc.property(anyPeople, anyOptions, anyIntents, (people, options, intents) => {
      const start = givenJob(people, options);
      const facts: Fact[] = [];
      let given = start;
      const ledger = new Ledger();
      checkFromScratch(given);
      for (const intent of intents) {
        const command = toCommand(given, intent);
        const after = when(given, command);
        if (after.decision.outcome === "decided") {
          facts.push(...after.decision.facts);
          ledger.note(given.review, command, after.decision.facts, after.given.review);
        }
        given = after.given;
        checkFromScratch(given);
      }
      assert.deepEqual(facts.reduce(apply, copyReview(start.review)), given.review);
    }),
    RUNS,
  );
});

/** Whether it is an edit of a row that its issue is about no more. */
const leftTheIssue = (command: DecisionCommand, rowIds: number[]) =>
  command.type === "resolve" && command.choice.action === "edit" &&
  command.choice.rowId !== undefined && !rowIds.includes(command.choice.rowId);

Deno.test("a command given again changes nothing, and is not refused", () => {
  fc.assert(
    fc.property(anyPeople, anyOptions, anyIntents, (people, options, intents) => {
      let given = givenJob(people, options);
      for (const intent of intents) {
        const command = toCommand(given, intent);
        const { given: after, decision } = when(given, command);
        given = after;
        if (decision.outcome === "refused" || command.type === "undo batch") continue;
        // An undo that is given again takes the next decision back.
        if (command.type === "reopen") continue;
        // What it brought about may have opened the issue again, or left nothing to ask.
        const issue = "number" in command ? after.review.issues.get(command.number) : undefined;
        if (issue && (issue.status !== "RESOLVED" || issue.decided!.byDefault)) {
          if (issue.status !== "OPEN" || !leftTheIssue(command, issue.rowIds)) continue;
        }
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
        const isDecided = undosOf(given, 0).length > 0;
        for (let undone = 0;; undone++) {
          const [drawn = 0] = order.take(1);
          const left = undosOf(given, drawn);
          if (!left.length) break;
          assert.ok(undone < 100, "undoing comes to an end");
          const { decision, given: after } = when(given, left[drawn % left.length]!);
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

/** What can be undone: each decision on an issue, and each change of rows. @param drawn whether as one */
function undosOf(given: Given, drawn: number): DecisionCommand[] {
  const { issues, changes } = given.review;
  const changed = [...changes.values()].filter(({ isUndone }) => !isUndone);
  return [
    ...[...issues.values()].filter(isUndoable(given)).map(
      ({ number, decided }): DecisionCommand => {
        const asOne = decided?.batchId !== undefined && drawn % 2 === 0;
        return asOne
          ? { type: "undo batch", batchId: decided.batchId! }
          : { type: "reopen", number };
      },
    ),
    ...changed.map(({ batchId }): DecisionCommand => ({ type: "undo batch", batchId })),
  ];
}

const isUndoable = ({ review }: Given) => ({ status, number, decided }: ReviewIssue) =>
  status === "RESOLVED" && !decided!.byDefault || editsOf(review.edits, number).length > 0;

function checkIsBeginning({ review }: Given, start: Given, isDecided: boolean): void {
  // The names of what they gave values stay known.
  assert.deepEqual({ ...review.edits, keys: new Set() }, noEdits());
  assert.equal(review.excluded.size, 0);
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
      !isAboutSeveral(type) && rowIds.includes(rowId)
    );
    const stands = !isLeftOut && !review.excluded.has(rowId) &&
      asked.every(({ status, decided }) => status !== "OPEN" && decided?.action !== "skip");
    const key = email && emailKey(email, index.foldGmail);
    const who = identityOf((field) => valueAt(values, field));
    const phone = valueAt(values, "phone");
    return { rowId, key, stands, who, phone, says: saidBy(values), values };
  });
  return { people, groups: Map.groupBy(people.filter(({ stands }) => stands), ({ key }) => key) };
}

/** What a row says besides its address and whom it names; phones by their digits. */
function saidBy(values: RowValues): string[] {
  return entriesOf(values).flatMap(([key, value]) => {
    if (!value.trim() || ["email", "first_name", "last_name"].includes(key)) return [];
    return [`${key}: ${key === "phone" ? value.replace(/\D/g, "") : value}`];
  });
}

/** The file's issues are asked in the order of the fields, and columns 1 and 2 are the names. */
function asNamed(ofFile: ReviewIssue[], read: RowValues): RowValues {
  return ofFile.reduce((values, { type, decided }) => {
    if (decided?.action !== "use_column") return values;
    const from = unknownColumn(nameFields[decided.column! - 1]!);
    const field = type === "MISSING_FIRST_NAME" ? "first_name" : "last_name";
    return laidOver(values, byKey({ [field]: valueAt(read, from) }));
  }, read);
}

function checkFromScratch(given: Given): void {
  const { review } = given;
  const { people, groups } = plainly(given);
  const open = [...review.issues.values()].filter((issue) => issue.status === "OPEN");
  assert.equal(review.openIssues, open.length);
  assert.ok(!(review.finalized && open.length), "finalised with open issues");
  checkExcluded(given);
  checkRowIssues(given, people);
  const asked = [...review.issues.values()].filter(({ type }) => type === "DUPLICATE_EMAIL");
  // Whoever merged one person's rows may have given it another name.
  const isMerged = (key: string) =>
    review.issues.get(review.differences.get(key) ?? -1)?.decided?.action === "merge";
  for (const [key, members] of groups) {
    if (!key || new Set(members.map(({ who }) => who)).size < 2) continue;
    const isAsked = asked.some((issue) => issue.key === key) || isMerged(key);
    assert.ok(isAsked, `${key} names different people, unasked`);
  }
  checkDifferences(given, groups);
  for (const { key, status, decided, rowIds } of asked) {
    const members = groups.get(key) ?? [];
    const differ = new Set(members.map(({ who }) => who)).size > 1 && !isMerged(key);
    const merged = people.find(({ rowId }) => rowId === decided?.chosenRowId);
    const isElsewhere = decided?.action === "merge" && merged!.stands && merged!.key !== key;
    const concerned = members.map(({ rowId }) => rowId);
    if (isElsewhere) concerned.push(merged!.rowId);
    if (status === "OPEN") assert.ok(differ, `${key} is asked about without need`);
    if (status === "WITHDRAWN") assert.ok(!differ, `${key} is not asked about`);
    if (status === "RESOLVED" && decided!.action === "edit") {
      assert.ok(!differ, `${key} was resolved by an edit that resolves nothing`);
    } else if (status !== "WITHDRAWN") assert.deepEqual(rowIds, concerned.sort((a, b) => a - b));
  }
  if (!open.length) {
    checkList(given, { people, groups }, listOf(given));
  }
}

type Plain = ReturnType<typeof plainly>;

/** Of the changes that hold, the last one about a row says whether it is excluded. */
function checkExcluded({ review, index }: Given): void {
  for (let rowId = 1; rowId < index.emails.length; rowId++) {
    const last = [...review.changes.values()].findLast(({ kind, rowIds, isUndone }) =>
      !isUndone && kind !== "edited" && rowIds.some((set) => [...rowIdsOf(set)].includes(rowId))
    );
    assert.equal(review.excluded.has(rowId), last?.kind === "excluded", `row ${rowId}`);
  }
}

/** What nobody answered about a row is asked while its problem is there, and only then. */
function checkRowIssues({ review, index }: Given, people: Plain["people"]): void {
  for (const { rowId, values } of people) {
    const isChanged = editsOfRow(review.edits, rowId).some(({ number }) => number < 0);
    const isOut = review.excluded.has(rowId);
    for (const { type, status, rowIds, number } of review.issues.values()) {
      if (isAboutSeveral(type) || !rowIds.includes(rowId) || status === "RESOLVED") continue;
      const { email, problems } = checkRow((field) => valueAt(values, field));
      const wanted = type === "MISSING_EMAIL" || type === "EMAIL_TYPO"
        ? [type, "INVALID_EMAIL_FORMAT", "MISSING_EMAIL"]
        : type === "INVALID_EMAIL_FORMAT"
        ? [type, "MISSING_EMAIL"]
        : [type];
      const isTyped = type === "EMAIL_TYPO" && email !== index.emails[rowId];
      const isThere = !isOut && !isTyped && problems.some((problem) => wanted.includes(problem));
      if (isChanged || isOut) assert.equal(status === "OPEN", isThere, `issue ${number}`);
      // An edit of another issue may have mended it meanwhile.
      else assert.ok(status === "OPEN" || !isThere, `issue ${number} is withdrawn without need`);
    }
  }
}

/** The issue about several people, where it stands or was answered. */
function nameDecision({ review }: Given, key: string): ReviewIssue | undefined {
  const issue = review.issues.get(review.duplicates.get(key) ?? -1);
  return !issue || issue.status === "WITHDRAWN" || issue.decided?.action === "edit"
    ? undefined
    : issue;
}

/** Rows of one person that differ are told or asked about, and no others. */
function checkDifferences(given: Given, groups: Plain["groups"]): void {
  const { review, index } = given;
  const told = [...review.issues.values()].filter(({ type }) => type === "DUPLICATE_DIFFERS");
  if (index.samePerson === null) return assert.deepEqual(told, []);
  const differing = new Map<string, Member[]>();
  for (const [key, members] of groups) {
    const person = key ? onePerson(given, key, members) : [];
    const said = new Set(person.flatMap(({ says }) => says));
    const keys = new Set([...said].map((one) => one.split(":")[0]));
    if (said.size > keys.size) differing.set(key!, person);
  }
  for (const key of differing.keys()) {
    assert.ok(told.some((issue) => issue.key === key), `${key} differs, which is not told`);
  }
  for (const { key, status, decided, rowIds } of told) {
    if (decided?.action === "merge") continue;
    if (status === "OPEN" || decided?.byDefault) {
      assert.ok(differing.has(key), `${key} does not differ`);
      assert.deepEqual(rowIds, differing.get(key)!.map(({ rowId }) => rowId));
    }
    if (status === "OPEN") assert.equal(index.samePerson, "ask", `${key} is asked about`);
    if (status === "WITHDRAWN") {
      assert.ok(!differing.has(key), `${key} differs, which is withdrawn`);
    }
    const standing = nameDecision(given, key)?.decided?.chosenRowId ?? rowIds[0];
    if (decided?.byDefault) assert.equal(decided.chosenRowId, standing);
  }
}

/** The rows of the one person who is there, or who was chosen among several. */
function onePerson(given: Given, key: string, members: Member[]): Member[] {
  const names = nameDecision(given, key);
  if (!names) return new Set(members.map(({ who }) => who)).size === 1 ? members : [];
  if (names.decided?.action !== "choose") return [];
  const chosen = members.find(({ rowId }) => rowId === names.decided!.chosenRowId)!;
  const merged = mergeOf(given, key).includes(chosen.rowId) ? mergeOf(given, key) : [];
  return members.filter(({ rowId, who }) => who === chosen.who || merged.includes(rowId));
}

/** Rows of one person that were merged: they may name another one now. */
function mergeOf({ review }: Given, key: string): number[] {
  const told = review.issues.get(review.differences.get(key) ?? -1);
  return told?.decided?.action === "merge" ? told.rowIds : [];
}

/** Each row is a contact, went into one, or is excluded; and nothing that one lacks is dropped. */
function checkList(given: Given, plain: Plain, { rowIds, merges }: CleanList): void {
  const ends = endsOf(given, plain);
  const contacts = plain.people.filter(({ rowId }) => ends.get(rowId) === rowId);
  assert.deepEqual(rowIds, contacts.map(({ rowId }) => rowId));
  if (given.index.samePerson === null) return assert.deepEqual(merges, []);
  const merged = new Map(merges.flatMap(({ rowId, rowIds }) => rowIds.map((id) => [id, rowId])));
  for (const { rowId } of plain.people) {
    const into = ends.get(rowId) === rowId ? undefined : ends.get(rowId);
    assert.equal(merged.get(rowId), into, `row ${rowId} went elsewhere`);
  }
  assert.equal(merged.size, merges.flatMap(({ rowIds }) => rowIds).length, "counted twice");
  for (const { rowId, phone } of contacts) {
    const fill = merges.find((merge) => merge.rowId === rowId)?.fill;
    const from = plain.people.find((other) =>
      other.rowId !== rowId && ends.get(other.rowId) === rowId && other.phone.trim()
    );
    const expected = phone.trim() || isDecided(given, rowId, "phone") ? undefined : from;
    assert.equal(fill && at(fill.values, "phone"), expected?.phone, `row ${rowId} lacks a phone`);
    assert.equal(fill && at(fill.sources, "phone"), expected?.rowId);
  }
}

/** Merges that gave a row what it says now. */
const mergesAt = ({ review }: Given, rowId: number) =>
  [...review.issues.values()].filter(({ decided }) =>
    decided?.action === "merge" && decided.chosenRowId === rowId
  );

function isDecided(given: Given, rowId: number, field: string): boolean {
  return mergesAt(given, rowId).some(({ number }) =>
    editsOf(given.review.edits, number).slice(-1).some(({ values }) => hasKey(values, field))
  );
}

/** By row: the contact that it ends in, itself where it is one; nothing where it is excluded. */
function endsOf(given: Given, { people, groups }: Plain): Map<number, number> {
  const next = new Map<number, number>();
  for (const [key, members] of groups) {
    for (const [rowId, to] of goingTo(given, key || undefined, members)) next.set(rowId, to);
  }
  return new Map(people.flatMap(({ rowId }): [number, number][] => {
    let at = rowId;
    for (let to = next.get(at); to !== undefined && to !== at; to = next.get(at)) at = to;
    return next.has(at) ? [[rowId, at]] : [];
  }));
}

type Member = Plain["people"][number];

function* goingTo(
  given: Given,
  key: string | undefined,
  members: Member[],
): Generator<[rowId: number, to: number]> {
  const { review, index } = given;
  const isBefore = index.samePerson === null;
  const names = key === undefined ? undefined : nameDecision(given, key);
  const told = key === undefined ? undefined : review.issues.get(review.differences.get(key) ?? -1);
  const { decided } = names ?? (told?.status === "RESOLVED" ? told : undefined) ?? {};
  const chosen = members.find(({ rowId }) => rowId === decided?.chosenRowId);
  const kept: Member[] = [];
  for (const member of members) {
    const { rowId, who } = member;
    switch (key === undefined ? "keep" : decided?.action ?? "edit") {
      case "edit":
        if (!isBefore || member === members[0]) yield [rowId, members[0]!.rowId];
        break;
      case "keep": {
        const into = names && !isBefore
          ? kept.find((other) => other.who === who && !isOpposed(other.says, member.says))
          : undefined;
        if (into) into.says = [...into.says, ...member.says];
        else kept.push({ ...member });
        yield [rowId, into?.rowId ?? rowId];
        break;
      }
      case "choose":
        if (isBefore || !names) {
          if (member === chosen || !isBefore) yield [rowId, chosen!.rowId];
        } else if (onePerson(given, key!, members).includes(member)) {
          const isDecided = told?.status === "RESOLVED" && told.decided!.action !== "edit";
          const { action, chosenRowId } = (isDecided ? told : names).decided!;
          if (action === "keep") yield [rowId, rowId];
          else if (action !== "skip") yield [rowId, chosenRowId!];
        }
        break;
      case "merge":
        if (!isBefore || member === chosen) yield [rowId, decided!.chosenRowId!];
    }
  }
}

/** Whether two say something else under the same key. */
function isOpposed(some: string[], others: string[]): boolean {
  const keyOf = (one: string) => one.slice(0, one.indexOf(":"));
  return some.some((one) => others.some((other) => one !== other && keyOf(one) === keyOf(other)));
}
