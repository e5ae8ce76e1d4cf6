/**
 * `make observe`: the local stack with a collector beside it that shows traces and metrics on a page.
 * Where it listens is what every service is told anyway: OTEL_EXPORTER_OTLP_ENDPOINT. Pure.
 */
import type { ProcessPlan } from "../processes.ts";
import { SettingError, type Settings } from "../settings.ts";

const ENDPOINT = "http://127.0.0.1:4318";
const endpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

/** What Deno exports, and how often, where a person did not say otherwise. */
const telemetry: Record<string, string> = {
  OTEL_DENO: "true",
  [endpointVariable]: ENDPOINT,
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  OTEL_METRIC_EXPORT_INTERVAL: "2000",
  OTEL_BSP_SCHEDULE_DELAY: "1000",
  // A process that ends does not wait for a collector that hangs.
  OTEL_EXPORTER_OTLP_TIMEOUT: "2000",
  // The lines are on the terminal and in the files.
  OTEL_DENO_CONSOLE: "ignore",
};

/** The settings under which every service exports its telemetry. */
export function observedSettings(settings: Settings): Settings {
  return { ...settings, variables: { ...telemetry, ...settings.variables } };
}

/**
 * The collector's process, for settings that `observedSettings` made.
 *
 * @throws {SettingError} where the endpoint is none that it could listen on
 */
export function collectorPlan({ root, variables }: Settings): ProcessPlan {
  const endpoint = variables[endpointVariable] ?? ENDPOINT;
  const { hostname: host, port, protocol } = URL.canParse(endpoint)
    ? new URL(endpoint)
    : { hostname: "", port: "", protocol: "" };
  if (protocol !== "http:" || !["127.0.0.1", "localhost"].includes(host) || !port) {
    throw new SettingError(
      `${endpointVariable} is "${endpoint}": for a collector on this machine give ` +
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
      "--preload=deploy/local/parent.ts",
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
    portVariable: endpointVariable,
    readyPath: "/metrics",
  };
}
