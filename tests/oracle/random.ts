/** The same numbers as the event store's tests draw. */
export { Random } from "../../event-store/testing/random.ts";
