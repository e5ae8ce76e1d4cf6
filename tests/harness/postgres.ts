/** Databases for tests: from the event store's harness, which knows nothing of this one. */
export {
  createDatabase,
  servicePassword,
  type Template,
  type TestDatabase,
} from "../../event-store/testing/postgres.ts";
