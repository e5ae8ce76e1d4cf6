/** The compiler finds what the manifest asks for and a service lacks; no service runs here. */
import * as eventStore from "@rollcall/event-store";
import * as bus from "./bus/mod.ts";
import { count, type Variables } from "./config_fields.ts";
import * as files from "./files.ts";
import * as masterKey from "./master_key/mod.ts";
import * as reactions from "./reactions.ts";
import { type Service, startService } from "./service.ts";

Deno.test("service: what the manifest asks for and is missing does not compile", () => {
  const dedupe = { eventStore, bus, masterKey, reactions };
  const work = { concurrency: 1, functions: { findDuplicates: () => Promise.resolve() } };
  const good: Service<"dedupe", Record<never, never>> = { modules: dedupe, wire: () => work };
  const rows: unknown[] = [
    good,
    // @ts-expect-error: a function of an event is missing
    () => startService("dedupe", { modules: dedupe, wire: () => ({ ...work, functions: {} }) }),
    // @ts-expect-error: the module that takes up the queue is missing
    () => startService("dedupe", { modules: { eventStore, bus, masterKey }, wire: () => work }),
    // @ts-expect-error: its own variables are missing
    () => startService("upload", { modules: { eventStore, files, masterKey }, wire: () => ({}) }),
    () =>
      startService("projection", {
        modules: { eventStore, bus, masterKey },
        // @ts-expect-error: one of its own variables is missing
        variables: { LIVE_VIEWS_PER_USER: count(1, "views", "") },
        wire: () => ({}),
      }),
    () =>
      startService("upload", {
        modules: { eventStore, files, masterKey },
        variables: {} as Variables<"upload">,
        // @ts-expect-error: the upload may not read files
        wire: ({ objects }) => void objects.getStream("key"),
      }),
    // @ts-expect-error: no such service
    () => startService("nobody", { modules: {}, wire: () => ({}) }),
  ];
  if (rows.length !== 7) throw new Error(`${rows.length} rows`);
});
