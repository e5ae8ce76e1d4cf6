/**
 * The one command loop: load, decide, append. After a conflict all of it is done again on the
 * current state, so that no decision rests on stale data.
 */
import type { AppendOutcome } from "./append.ts";
import type { TransactionSql } from "./connect.ts";
import type { EventStore, StreamAppend } from "./store.ts";
import { transaction } from "./transaction.ts";

export type Conflict = Extract<AppendOutcome, { outcome: "conflict" }>;

/** Also where the same events were there already. `position` is that of the last of them. */
export interface Appended {
  outcome: "appended";
  position: number;
}

/** What is decided where nothing is to be appended. */
type Answer<Decision> = Exclude<Decision, StreamAppend[]>;

export interface Command<State, Decision> {
  /** What the decision rests on, as the log has it now. */
  load(): Promise<State>;
  /** What `load` nearly always finds: the first try takes it unread. A conflict shows it wrong. */
  presumed?: State;
  /** What to append, on condition of the versions that were loaded; anything else is an answer. */
  decide(state: State): Decision | Promise<Decision>;
  /** How often it is tried in all where others are first; by default 5 times. */
  tries?: number;
  /** Other writes of the same unit of work, before the append. An answer here rolls them back. */
  beside?(tx: TransactionSql): Promise<Answer<Decision> | void>;
}

/** Each try lets at least one of those through who meet on a stream. */
const TRIES = 5;
/** Of a unit of work with other writes. */
const DEADLINE_MS = 10_000;

/**
 * Carries a command out. After a conflict it is tried again at once: to load what the other wrote is
 * pause enough.
 *
 * ```ts
 * const stream = "account-1";
 * const opening = await execute(store, {
 *   load: async () => (await Array.fromAsync(store.readStream(stream))).length,
 *   decide: (version) => {
 *     if (version > 0) return { outcome: "open already" };
 *     return [{ stream, expectedVersion: version, events: [opened()] }];
 *   },
 * });
 * assert.deepEqual(opening, { outcome: "appended", position: 1 });
 * ```
 *
 * @returns the answer, or that it was appended; after the last try the conflict
 * @throws what its parts or the database throw; see `retryUntilKnown`
 */
export async function execute<State, Decision>(
  store: EventStore,
  { load, presumed, decide, beside, tries: most = TRIES }: Command<State, Decision>,
): Promise<Answer<Decision> | Appended | Conflict> {
  let state = presumed;
  for (let tries = 1;; tries++) {
    const decision = await decide(state ?? await load());
    if (!Array.isArray(decision)) return decision as Answer<Decision>;
    const end = await (beside ? together(store, beside, decision) : store.append(decision));
    if (end.outcome === "answered") return end.answer;
    if (end.outcome !== "conflict") return { outcome: "appended", position: end.position };
    if (tries >= most) return end;
    state = undefined;
  }
}

/** Other writes and the append, both or neither. */
async function together<Answer>(
  store: EventStore,
  beside: (tx: TransactionSql) => Promise<Answer | void>,
  request: StreamAppend[],
): Promise<AppendOutcome | { outcome: "answered"; answer: Answer }> {
  const rollback = new Error("rolled back: nothing is to be appended");
  let end: Awaited<ReturnType<typeof together<Answer>>>;
  try {
    await transaction(store.sql, async (tx) => {
      const answer = await beside(tx);
      end = answer ? { outcome: "answered", answer } : await store.appendIn(tx, request);
      if (end.outcome === "answered" || end.outcome === "conflict") throw rollback;
    }, { deadlineMs: DEADLINE_MS });
    store.notify();
  } catch (error) {
    if (error !== rollback) throw error;
  }
  return end!;
}
