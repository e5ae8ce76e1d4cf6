/**
 * A collector of OpenTelemetry for the tests: takes what processes export, remembers every span and
 * the newest value of each series.
 */
import {
  type MetricsMessage,
  pointsOf,
  type SeenPoint,
  type SeenSpan,
  spansOf,
  type TracesMessage,
} from "../../deploy/local/observe/otlp.ts";

export interface Collector {
  /** The variables that make Deno export to it, every half a second. */
  variables: Record<string, string>;
  spans: SeenSpan[];
  /** The newest value of a gauge whose attributes hold these; undefined before it was seen. */
  gauge(name: string, attributes?: Record<string, string>): SeenPoint | undefined;
  /** The same of any kind of metric. */
  points(name: string, attributes?: Record<string, string>): SeenPoint[];
  close(): Promise<void>;
}

export function startCollector(): Collector {
  const newest = new Map<string, SeenPoint>();
  const spans: SeenSpan[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      const { pathname } = new URL(request.url);
      const message: MetricsMessage & TracesMessage = await request.json();
      if (pathname === "/v1/traces") spans.push(...spansOf(message));
      for (const point of pointsOf(message)) newest.set(keyOf(point), point);
      return Response.json({});
    },
  );
  const points = (name: string, attributes: Record<string, string> = {}) =>
    [...newest.values()].filter((seen) =>
      seen.name === name &&
      Object.entries(attributes).every(([key, value]) => seen.attributes[key] === value)
    );
  return {
    variables: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_TIMEOUT: "2000",
      OTEL_METRIC_EXPORT_INTERVAL: "500",
      OTEL_BSP_SCHEDULE_DELAY: "200",
      OTEL_DENO_CONSOLE: "ignore",
    },
    spans,
    points,
    gauge: (name, attributes) => points(name, attributes).find(({ kind }) => kind === "gauge"),
    close: () => server.shutdown(),
  };
}

const keyOf = ({ service, name, attributes }: SeenPoint) =>
  JSON.stringify([service, name, attributes]);
