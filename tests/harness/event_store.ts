/** The event store's harness, on a store of the published events. Test only. */
import { EventStore, type NewEvent, newId } from "@rollcall/event-store";
import { type Fixture as FixtureWith, storeTestWith } from "../../event-store/testing/fixture.ts";

export { eventStore, eventually, signal } from "../../event-store/testing/fixture.ts";

export type Fixture = FixtureWith<EventStore>;

/** Runs a test on an empty event store; the tests of one file share its database. */
export const storeTest = storeTestWith((sql) => new EventStore(sql));

const metadata = { correlationId: "c", causationId: null, userId: null, traceparent: null };

/** An event without personal data. */
export function started(id = newId()): NewEvent {
  return { id, type: "ParsingStarted", data: { jobId: id }, personal: null, metadata };
}
