/** A collector of OpenTelemetry metrics: takes what processes export and remembers the newest values. */

export interface Collector {
  /** The variables that make Deno export to it, every half a second. */
  variables: Record<string, string>;
  /** The newest value of a gauge whose attributes hold these; undefined before it was seen. */
  gauge(name: string, attributes?: Record<string, string>): Point | undefined;
  close(): Promise<void>;
}

export interface Point {
  service: string;
  unit: string;
  value: number;
}

interface Seen extends Point {
  name: string;
  attributes: Record<string, string>;
}

export function startCollector(): Collector {
  const newest = new Map<string, Seen>();
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      if (new URL(request.url).pathname !== "/v1/metrics") await request.body?.cancel();
      else for (const seen of pointsOf(await request.json())) newest.set(keyOf(seen), seen);
      return Response.json({});
    },
  );
  return {
    variables: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${server.addr.port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_METRIC_EXPORT_INTERVAL: "500",
      OTEL_TRACES_EXPORTER: "none",
      OTEL_LOGS_EXPORTER: "none",
    },
    gauge: (name, attributes = {}) =>
      [...newest.values()].find((seen) =>
        seen.name === name &&
        Object.entries(attributes).every(([key, value]) => seen.attributes[key] === value)
      ),
    close: () => server.shutdown(),
  };
}

/** The part of an OTLP/JSON message that gauges are in. */
interface Message {
  resourceMetrics?: {
    resource?: { attributes?: Attribute[] };
    scopeMetrics?: {
      metrics?: { name: string; unit?: string; gauge?: { dataPoints?: DataPoint[] } }[];
    }[];
  }[];
}

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}

interface DataPoint {
  asInt?: string | number;
  asDouble?: number;
  attributes?: Attribute[];
}

function pointsOf({ resourceMetrics = [] }: Message): Seen[] {
  return resourceMetrics.flatMap(({ resource, scopeMetrics = [] }) => {
    const service = textsOf(resource?.attributes)["service.name"] ?? "";
    const metrics = scopeMetrics.flatMap((scope) => scope.metrics ?? []);
    return metrics.flatMap(({ name, unit = "", gauge }) =>
      (gauge?.dataPoints ?? []).map((point) => ({
        service,
        name,
        unit,
        attributes: textsOf(point.attributes),
        value: Number(point.asInt ?? point.asDouble),
      }))
    );
  });
}

function textsOf(attributes: Attribute[] = []): Record<string, string> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]),
  );
}

const keyOf = ({ service, name, attributes }: Seen) => JSON.stringify([service, name, attributes]);
