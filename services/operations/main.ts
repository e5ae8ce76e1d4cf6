/** The operations service: monitors the others, and sends what was set aside on again. */
import * as eventStore from "@rollcall/event-store";
import * as bus from "@rollcall/platform/bus/mod.ts";
import { startService } from "@rollcall/platform/service.ts";
import { FailedJobCounter } from "./failed_jobs.ts";
import { figuresReader } from "./figures.ts";
import { reportMetrics } from "./metrics.ts";
import { redriver } from "./redriver.ts";
import { operationsApp } from "./routes.ts";
import { singleFlight } from "./single_flight.ts";
import { TrendRecorder } from "./trends.ts";

await startService("operations", {
  modules: { eventStore, bus },
  pool: { max: 3, statementTimeoutMs: 3_000 },
  wire: ({ store, bus: clients, config, log }) => {
    // All callers within 2 s, page or metrics, get the same figures.
    const failedJobs = new FailedJobCounter(store);
    const read = singleFlight(figuresReader({ store, bus: clients, config, failedJobs }), 2_000);
    const trends = new TrendRecorder(read, log);
    const stopMetrics = reportMetrics(read, log);
    return {
      routes: operationsApp({
        log,
        auth: config,
        read,
        trends: () => trends.told(),
        failedJobs: () => failedJobs.list(),
        redrive: redriver({ store, bus: clients, config, failedJobs }),
      }),
      start: () => Promise.resolve(trends.start()),
      stop: () => {
        trends.stop();
        stopMetrics();
      },
    };
  },
});
