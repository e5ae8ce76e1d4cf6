import assert from "node:assert/strict";
import type { RecordedEvent } from "./registry.ts";
import { endOfCommand, type StepEntry, stepEntryOf, stepsOf } from "./steps.ts";

let position = 0;
/** The entries of one command. */
function command(...entries: Partial<StepEntry>[]): StepEntry[] {
  const name = `command ${position}`;
  return entries.map((entry) => ({
    position: ++position,
    type: "IssuesResolved",
    command: name,
    decides: true,
    batch_id: null,
    issues: null,
    restored: null,
    restored_to: null,
    ...entry,
  }));
}
const decision = (issues: string) => command({ issues });
const reopened = (issues: string, batch_id: string | null = null) =>
  command({ type: "IssuesReopened", issues, batch_id });
const gone = (restored: "undo" | "redo" | "restore") =>
  command({ type: "ReviewRestored", restored, restored_to: 1 }, { type: "IssuesReopened" });

/** What is next, by what it is about. */
function next(...commands: StepEntry[][]) {
  const { undo, redo } = stepsOf(commands.flat());
  const told = (steps: typeof undo) => steps.map(({ main }) => main.issues ?? main.type);
  return { undo: told(undo), redo: told(redo) };
}

Deno.test("steps: the newest is undone first, and redone last", () => {
  const [a, b] = [decision("1"), decision("2")];
  assert.deepEqual(next(a, b), { undo: ["1", "2"], redo: [] });
  assert.deepEqual(next(a, b, gone("undo")), { undo: ["1"], redo: ["2"] });
  assert.deepEqual(next(a, b, gone("undo"), gone("undo")), { undo: [], redo: ["2", "1"] });
  assert.deepEqual(next(a, b, gone("undo"), gone("undo"), gone("redo")), {
    undo: ["1"],
    redo: ["2"],
  });
});

Deno.test("steps: a new decision leaves nothing to redo", () => {
  const after = next(decision("1"), gone("undo"), decision("2"));
  assert.deepEqual(after, { undo: ["2"], redo: [] });
});

Deno.test("steps: to restore is a step of its own, which can be undone", () => {
  const [a, b] = [decision("1"), decision("2")];
  assert.deepEqual(next(a, b, gone("restore")).undo, ["1", "2", "ReviewRestored"]);
  assert.deepEqual(next(a, b, gone("restore"), gone("undo")), {
    undo: ["1", "2"],
    redo: ["ReviewRestored"],
  });
});

Deno.test("steps: an issue's own undo of the newest decision is an undo", () => {
  const [a, b] = [decision("1"), decision("2-3")];
  assert.deepEqual(next(a, b, reopened("2-3")), { undo: ["1"], redo: ["2-3"] });
});

Deno.test("steps: an undo of an earlier decision is a step, so that it can be undone", () => {
  const [a, b] = [decision("1"), decision("2")];
  assert.deepEqual(next(a, b, reopened("1")), { undo: ["1", "2", "1"], redo: [] });
});

Deno.test("steps: what took a decision's place is no plain decision", () => {
  const [a, b] = [decision("1"), command({ type: "IssuesReopened", issues: "1" }, { issues: "1" })];
  assert.deepEqual(next(a, b).undo, ["1", "1"]);
  assert.deepEqual(next(a, b, reopened("1")).undo, ["1", "1", "1"], "it is open, and was not");
});

Deno.test("steps: a rule's undo is that of all it resolved", () => {
  const rule = command({ batch_id: "b", issues: "1" }, { batch_id: "b", issues: "2" });
  assert.deepEqual(next(rule).undo.length, 1);
  assert.deepEqual(next(rule, reopened("1-2", "b")), { undo: [], redo: ["1"] });
  assert.equal(next(rule, reopened("1-2", "other")).undo.length, 2);
});

Deno.test("steps: a change of rows is one, of however many events, and its own undo is its undo", () => {
  const change = (batch_id: string) =>
    command({ type: "RowsEdited", batch_id }, { type: "RowsEdited", batch_id });
  const undone = (batch_id: string) => command({ type: "RowsChangeUndone", batch_id });
  const [a, b] = [change("a"), change("b")];
  assert.deepEqual(next(a, b), { undo: ["RowsEdited", "RowsEdited"], redo: [] });
  assert.deepEqual(next(a, b, undone("b")), { undo: ["RowsEdited"], redo: ["RowsEdited"] });
  assert.deepEqual(next(a, b, undone("a")), {
    undo: ["RowsEdited", "RowsEdited", "RowsChangeUndone"],
    redo: [],
  });
});

Deno.test("steps: what put a list aside is not undone by its own undo, which brings no list back", () => {
  const list = (decides: boolean) => command({ type: "JobFinalized", decides });
  const edited = command({ type: "RowsEdited", batch_id: "a" });
  const undone = command({ type: "RowsChangeUndone", batch_id: "a" });
  assert.deepEqual(next(list(true), edited, undone), {
    undo: ["JobFinalized", "RowsEdited", "RowsChangeUndone"],
    redo: [],
  });
  // One that was created automatically is a list, too.
  assert.deepEqual(next(list(false), edited, undone).redo, []);
  assert.deepEqual(next(list(true), gone("undo"), edited, undone).redo, ["RowsEdited"]);
});

Deno.test("steps: what only follows is none", () => {
  const found = command({ type: "IssuesOpened", decides: false });
  assert.deepEqual(next(found), { undo: [], redo: [] });
  const followed = command({ issues: "1" }, { type: "IssuesRevised", decides: false });
  const [step] = stepsOf(followed).undo;
  assert.deepEqual([step!.first, step!.last], [followed[0]!.position, followed[1]!.position]);
});

Deno.test("steps: of a history that was cut nothing is undone that is not known", () => {
  assert.deepEqual(next(gone("undo"), gone("redo"), decision("5")), { undo: ["5"], redo: [] });
});

Deno.test("steps: a moment within a command is at its end", () => {
  const [a, b] = [command({}, {}, {}), decision("2")];
  const entries = [...a, ...b];
  assert.equal(endOfCommand(entries, a[0]!.position), a[2]!.position);
  assert.equal(endOfCommand(entries, b[0]!.position), b[0]!.position);
  assert.equal(endOfCommand(entries, 10_000), 10_000);
});

const resolved = (data: object, edits?: object[]) =>
  stepEntryOf({
    type: "IssuesResolved",
    position: 1,
    metadata: { correlationId: "c", causationId: null },
    data: { rule: null, batchId: null, resolutions: [], ...data },
    personal: edits ? { edits } : null,
  } as unknown as RecordedEvent);

Deno.test("steps: who decides is told from what holds by default or is resolved again", () => {
  const edit = { number: 3, action: "edit" };
  assert.equal(resolved({ resolutions: [{ number: 3, action: "keep" }] }).decides, true);
  assert.equal(resolved({ resolutions: [edit] }, [{ number: 3 }]).decides, true);
  assert.equal(resolved({ resolutions: [edit] }).decides, false);
  assert.equal(resolved({ rule: "same_person", resolutions: [edit] }).decides, false);
});

Deno.test("steps: an entry names its issues as a set, unless there are very many", () => {
  const resolutions = [9, 2, 3].map((number) => ({ number, action: "skip" }));
  assert.equal(resolved({ resolutions }).issues, "2-3,9");
  const alike = [{ action: "skip", numbers: "1-100000" }];
  assert.equal(resolved({ alike }).issues, null);
});
