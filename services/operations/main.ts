/** The operations service: monitors the others, and writes nothing. */
import * as eventStore from "@rollcall/event-store";
import * as bus from "@rollcall/platform/bus/mod.ts";
import { startService } from "@rollcall/platform/service.ts";
import { figuresReader } from "./figures.ts";
import { reportMetrics } from "./metrics.ts";
import { operationsApp } from "./routes.ts";
import { singleFlight } from "./single_flight.ts";

await startService("operations", {
  modules: { eventStore, bus },
  // Its login may not write either.
  pool: { max: 3, statementTimeoutMs: 3_000, readOnly: true },
  wire: ({ store, bus, config, log }) => {
    // All callers within 2 s, page or metrics, get the same figures.
    const read = singleFlight(figuresReader({ store, bus, config }), 2_000);
    return {
      routes: operationsApp({ log, auth: config, read }),
      stop: reportMetrics(read, log),
    };
  },
});
