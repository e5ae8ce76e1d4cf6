/**
 * The event store as this system uses it: `@rollcall/event-store` names this module. The store
 * itself knows no event types; this module gives it the published contracts, in types and at run
 * time.
 */
import {
  checkFact,
  currentVersion,
  type Fact,
  parseStream,
  type RecordedEvent,
  upcast,
} from "@rollcall/contracts";
import * as log from "../event-store/mod.ts";

export * from "../event-store/mod.ts";

/** Every event that was ever published; a stream's personal data is sealed under its job's key. */
export const contracts: log.Vocabulary = {
  currentVersion,
  check: checkFact,
  upcast,
  subjectOf: (stream) => parseStream(stream).id,
};

/** A store of the published events. @param wrapping see `Wrapping`; tests do without a master key */
export class EventStore extends log.EventStore<Fact> {
  constructor(sql: log.Sql, wrapping?: log.Wrapping) {
    super(sql, contracts, wrapping);
  }
}

export type NewEvent = log.NewEvent<Fact>;
export type StreamAppend = log.StreamAppend<Fact>;
export type Newest = log.Newest<Fact>;
export type { RecordedEvent };
