/** See deadline.ts: shared with the event store's harness. */
export { within } from "../../event-store/testing/within.ts";
