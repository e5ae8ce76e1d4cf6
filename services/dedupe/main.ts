/** The dedupe service's process: finds duplicates and opens all issues. */
import * as eventStore from "@rollcall/event-store";
import * as bus from "@rollcall/platform/bus/mod.ts";
import * as masterKey from "@rollcall/platform/master_key/mod.ts";
import * as reactions from "@rollcall/platform/reactions.ts";
import { startService } from "@rollcall/platform/service.ts";
import { findDuplicates } from "./reactions.ts";

/** Jobs compared at once, at most two of one user: each holds its rows in memory. */
const CONCURRENCY = 3;

await startService("dedupe", {
  modules: { eventStore, bus, masterKey, reactions },
  pool: { max: CONCURRENCY + 1 },
  wire: ({ store, log }) => ({
    concurrency: CONCURRENCY,
    functions: { findDuplicates: (cause) => findDuplicates({ store, log }, cause) },
  }),
});
