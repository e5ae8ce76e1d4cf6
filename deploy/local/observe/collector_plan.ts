/**
 * `make observe`: the local stack with a collector beside it that shows traces and metrics on a
 * page. It listens on OTEL_EXPORTER_OTLP_ENDPOINT, to which every service exports. Pure.
 */
import type { ProcessPlan } from "../processes.ts";
import { SettingError, type Settings } from "../settings.ts";

const ENDPOINT = "http://127.0.0.1:4318";
const ENDPOINT_VARIABLE = "OTEL_EXPORTER_OTLP_ENDPOINT";

/** Deno's default telemetry settings here. */
const telemetry: Record<string, string> = {
  OTEL_DENO: "true",
  [ENDPOINT_VARIABLE]: ENDPOINT,
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  OTEL_METRIC_EXPORT_INTERVAL: "2000",
  OTEL_BSP_SCHEDULE_DELAY: "1000",
  // A process that ends must not wait for a hanging collector.
  OTEL_EXPORTER_OTLP_TIMEOUT: "2000",
  // Logs are on the terminal and in the files already.
  OTEL_DENO_CONSOLE: "ignore",
};

/** Settings with which every service exports telemetry. */
export function observedSettings(settings: Settings): Settings {
  return { ...settings, variables: { ...telemetry, ...settings.variables } };
}

/**
 * The collector's process, for settings from `observedSettings`.
 *
 * @throws {SettingError} if it cannot listen on the endpoint
 */
export function collectorPlan({ root, variables }: Settings): ProcessPlan {
  const endpoint = variables[ENDPOINT_VARIABLE] ?? ENDPOINT;
  const { hostname: host, port, protocol } = URL.canParse(endpoint)
    ? new URL(endpoint)
    : { hostname: "", port: "", protocol: "" };
  if (protocol !== "http:" || !["127.0.0.1", "localhost"].includes(host) || !port) {
    throw new SettingError(
      `${ENDPOINT_VARIABLE} is "${endpoint}": for a collector on this machine give ` +
        `http://127.0.0.1 with a port, or run "make dev" to export to one elsewhere`,
    );
  }
  const folder = "deploy/local/observe";
  return {
    name: "observe",
    kind: "store",
    title: "traces and metrics, on a page",
    args: [
      "run",
      "--preload=deploy/local/exit_with_parent.ts",
      "--no-prompt",
      `--allow-net=${host}:${port}`,
      "--allow-env=HOST,PORT",
      `--allow-read=${folder}/page.html,${folder}/page.js,${folder}/page.css`,
      `${folder}/main.ts`,
    ],
    env: { HOST: host, PORT: port },
    cwd: root,
    host,
    port: Number(port),
    portVariable: ENDPOINT_VARIABLE,
    readyPath: "/metrics",
  };
}
