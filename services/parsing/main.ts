/** The parser's process: reads uploaded files into the log. */
import * as eventStore from "@rollcall/event-store";
import * as bus from "@rollcall/platform/bus/mod.ts";
import * as files from "@rollcall/platform/files.ts";
import * as masterKey from "@rollcall/platform/master_key/mod.ts";
import * as reactions from "@rollcall/platform/reactions.ts";
import { startService } from "@rollcall/platform/service.ts";
import { CONCURRENCY, variables } from "./config.ts";
import { parsingFunctions } from "./reactions.ts";

await startService("parsing", {
  modules: { eventStore, bus, files, masterKey, reactions },
  variables,
  pool: { max: CONCURRENCY },
  wire: ({ store, objects, log, config }) => ({
    concurrency: CONCURRENCY,
    functions: parsingFunctions({ store, objects, log, limits: config }),
  }),
});
