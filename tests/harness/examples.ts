/** Runs the examples of docstrings, as the event store's own are run. */
export { examplesBehind, runExample, withoutExample } from "../../event-store/testing/examples.ts";
