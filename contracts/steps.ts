/**
 * What can be undone and redone next, read from a job's history and from nothing else, so that it is
 * the same after a reload, on another device and after a replay. A step is what one command did. Who
 * holds the history, the log's reader or a read model, asks the same functions.
 */
import type { EventType, RecordedEvent } from "./registry.ts";
import { resolutionCount, resolutionsIn } from "./resolutions.ts";
import { formatRowSet, sizeOfRowSet } from "./row_set.ts";

/** As much of an event as steps are made of. */
export interface StepEntry {
  position: number;
  type: EventType;
  /** the same for all events of one command */
  command: string;
  /** whether somebody decided it; false for what only follows from a decision */
  decides: boolean;
  batch_id: string | null;
  /** the issues that it is about, as a set; null where it names none, or very many */
  issues: string | null;
  /** of an event that goes back to an earlier state, or forward again: how, and to which position */
  restored: Restored | null;
  restored_to: number | null;
}

export type Restored = "undo" | "redo" | "restore";

/** What one command did. */
export interface Step<Entry extends StepEntry = StepEntry> {
  first: number;
  last: number;
  /** the event that says what was decided */
  main: Entry;
  /** all of its events, as far as they are known */
  entries: Entry[];
  /** whether there was a clean list when it was taken, as far as that is known */
  hadList: boolean;
}

/** Steps that hold, and those that were undone, each the next one last. */
export interface Steps<Entry extends StepEntry = StepEntry> {
  undo: Step<Entry>[];
  redo: Step<Entry>[];
}

type Deciding = (event: RecordedEvent) => boolean;
const always: Deciding = () => true;

/** The one table of what can be undone: the events by which somebody decides something. */
const DECIDES: { [Type in EventType]?: Deciding } = {
  IssuesResolved: (event) => event.type === "IssuesResolved" && isDecision(event),
  IssuesReopened: always,
  RowsEdited: always,
  RowsExcluded: always,
  RowsBroughtBack: always,
  RowsChangeUndone: always,
  JobFinalized: (event) => event.type === "JobFinalized" && !event.data.automatic,
  ReviewRestored: always,
};

/** The types of events that steps are made of, with what follows from them. */
export const STEP_TYPES: readonly EventType[] = [
  ...Object.keys(DECIDES) as EventType[],
  ...["IssuesOpened", "IssuesRevised", "RowsMerged"] as const,
];

/** Issues that an entry names; of more only their number is told. */
const LISTED_ISSUES = 500;
const SET_CHARS = 1_000;

/**
 * What a recorded event is to the steps.
 *
 * ```ts
 * const metadata = { correlationId: "c", causationId: "7", userId: "u", traceparent: null };
 * const event = {
 *   ...{ id: "1", stream: "review-4711", version: 9, position: 41, schemaVersion: 4, metadata },
 *   ...{ recordedAt: "2026-03-02T09:00:00.000Z", personal: null, type: "IssuesReopened" as const },
 *   data: { jobId: "4711", batchId: null, numbers: "2-3" },
 * };
 * const { command, decides, issues } = stepEntryOf(event);
 * assert.deepEqual([command, decides, issues], ["7", true, "2-3"]);
 * ```
 */
export function stepEntryOf(event: RecordedEvent): StepEntry {
  const restored = event.type === "ReviewRestored" ? event.data : undefined;
  return {
    position: event.position,
    type: event.type,
    command: event.metadata.causationId ?? event.metadata.correlationId,
    decides: DECIDES[event.type]?.(event) ?? false,
    batch_id: "batchId" in event.data ? event.data.batchId : null,
    issues: issuesOf(event),
    restored: restored?.kind ?? null,
    restored_to: restored?.to ?? null,
  };
}

/**
 * How many issues an event is about.
 *
 * ```ts
 * const data = { jobId: "4711", batchId: null, numbers: "2-3,9" };
 * const event = { type: "IssuesReopened", data, personal: null } as const;
 * assert.equal(issueCountOf(event as unknown as RecordedEvent), 3);
 * ```
 */
export function issueCountOf(event: RecordedEvent): number {
  switch (event.type) {
    case "IssuesResolved":
      return resolutionCount(event.data);
    case "IssuesReopened":
      return sizeOfRowSet(event.data.numbers);
    case "IssuesOpened":
    case "IssuesRevised":
      return event.data.issues.length;
    default:
      return 0;
  }
}

/**
 * The steps that can be undone and redone.
 *
 * ```ts
 * const entry = (position: number, type: EventType, restored: Restored | null = null) => ({
 *   ...{ position, type, command: `command ${position}`, decides: true },
 *   ...{ batch_id: null, issues: null, restored, restored_to: null },
 * });
 * const decided = [entry(41, "IssuesResolved"), entry(42, "JobFinalized")];
 * assert.equal(stepsOf(decided).undo.at(-1)?.first, 42);
 * const { undo, redo } = stepsOf([...decided, entry(43, "ReviewRestored", "undo")]);
 * assert.deepEqual([undo.at(-1)?.first, redo.at(-1)?.first], [41, 42]);
 * ```
 *
 * @param entries of the job's history, oldest first: all, or those from some point on
 */
export function stepsOf<Entry extends StepEntry>(entries: Iterable<Entry>): Steps<Entry> {
  const undo: Step<Entry>[] = [];
  let redo: Step<Entry>[] = [];
  for (const step of grouped(entries)) {
    const { restored } = step.main;
    if (restored === "redo") {
      const again = redo.pop();
      if (again) undo.push(again);
    } else if (restored === "undo" || isUndoOf(step, undo.at(-1))) {
      const undone = undo.pop();
      if (undone) redo.push(undone);
    } else {
      undo.push(step);
      redo = [];
    }
  }
  return { undo, redo };
}

/**
 * The last position of the command that a position is in; the position itself outside of any.
 *
 * ```ts
 * const entry = (position: number, command: string) => ({
 *   ...{ position, type: "IssuesResolved" as const, command, decides: true },
 *   ...{ batch_id: null, issues: null, restored: null, restored_to: null },
 * });
 * const entries = [entry(41, "a"), entry(42, "a"), entry(43, "b")];
 * assert.deepEqual([41, 43, 50].map((at) => endOfCommand(entries, at)), [42, 43, 50]);
 * ```
 */
export function endOfCommand(entries: Iterable<StepEntry>, position: number): number {
  let end = position, command: string | undefined;
  for (const entry of entries) {
    if (entry.position === position) command = entry.command;
    if (entry.position > position && entry.command === command) end = entry.position;
  }
  return end;
}

function* grouped<Entry extends StepEntry>(entries: Iterable<Entry>): Generator<Step<Entry>> {
  let own: Entry[] = [], hasList = false;
  const end = function* () {
    yield* stepIn(own, hasList);
    for (const { type } of own) {
      hasList = type === "JobFinalized" || hasList && !ENDS_LIST.has(type);
    }
    own = [];
  };
  for (const entry of entries) {
    if (own.length > 0 && own[0]!.command !== entry.command) yield* end();
    own.push(entry);
  }
  yield* end();
}

/** What puts the current clean list aside, among the events that steps are made of. */
const ENDS_LIST: ReadonlySet<EventType> = new Set<EventType>([
  ...["IssuesReopened", "IssuesOpened", "IssuesRevised", "ReviewRestored"] as const,
  ...["RowsEdited", "RowsExcluded", "RowsBroughtBack", "RowsChangeUndone"] as const,
]);

function* stepIn<Entry extends StepEntry>(
  entries: Entry[],
  hadList: boolean,
): Generator<Step<Entry>> {
  const main = mainOf(entries);
  if (!main) return;
  yield { first: entries[0]!.position, last: entries.at(-1)!.position, main, entries, hadList };
}

/** What takes the place of an earlier decision undoes that one first: the new one is what counts. */
function mainOf<Entry extends StepEntry>(entries: Entry[]): Entry | undefined {
  const decisive = entries.filter(({ decides }) => decides);
  return decisive.find(({ restored }) => restored !== null) ??
    decisive.find(({ type }) => type !== "IssuesReopened") ?? decisive[0];
}

/**
 * Whether a step takes back just what the newest one did, by the issue's or the rule's own undo: it is
 * an undo then, however it was asked for. One that took the place of an earlier decision is not
 * undone by that: the issue is open then, and was not before. Nor is one that put a clean list aside:
 * such an undo does not bring the list back.
 */
function isUndoOf(step: Step, newest: Step | undefined): boolean {
  if (!newest || newest.hadList) return false;
  if (step.main.type === "RowsChangeUndone") return step.main.batch_id === newest.main.batch_id;
  if (step.main.type !== "IssuesReopened") return false;
  if (newest.main.type !== "IssuesResolved" || reopenings(newest).length > 0) return false;
  if (step.main.batch_id !== null) return step.main.batch_id === newest.main.batch_id;
  const [own, ...others] = reopenings(step);
  return others.length === 0 && own!.issues !== null && own!.issues === newest.main.issues;
}

const reopenings = ({ entries }: Step) => entries.filter(({ type }) => type === "IssuesReopened");

/** The rule by which one row of a person is kept where nobody decides. */
const BY_DEFAULT = "same_person";

/** Whether somebody decided it: not what holds by default, nor an edit that resolves an issue again. */
function isDecision({ data, personal }: RecordedEvent<"IssuesResolved">): boolean {
  if (data.rule === BY_DEFAULT) return false;
  const isEdit = data.batchId === null && !data.alike &&
    data.resolutions.every(({ action }) => action === "edit");
  return !isEdit || (personal?.edits.length ?? 0) > 0;
}

function issuesOf(event: RecordedEvent): string | null {
  if (event.type === "IssuesReopened") return unlessLong(event.data.numbers);
  const count = issueCountOf(event);
  if (count === 0 || count > LISTED_ISSUES) return null;
  return unlessLong(formatRowSet(numbersOf(event).toSorted((a, b) => a - b)));
}

function numbersOf(event: RecordedEvent): number[] {
  switch (event.type) {
    case "IssuesResolved":
      return [...new Set([...resolutionsIn(event.data)].map(({ number }) => number))];
    case "IssuesOpened":
    case "IssuesRevised":
      return [...new Set<number>(event.data.issues.map(({ number }) => number))];
    default:
      return [];
  }
}

const unlessLong = (set: string) => set.length > SET_CHARS ? null : set;
