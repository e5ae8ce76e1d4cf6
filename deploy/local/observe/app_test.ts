import assert from "node:assert/strict";
import { observeApp } from "./app.ts";
import { pointsOf } from "./otlp.ts";
import { Metrics } from "./metrics.ts";
import { Traces } from "./traces.ts";

const resource = { attributes: [{ key: "service.name", value: { stringValue: "rollcall-a" } }] };
const span = (traceId: string, spanId: string, more: object = {}) => ({
  traceId,
  spanId,
  name: "GET /jobs",
  kind: 2,
  startTimeUnixNano: "1795642480972704388",
  endTimeUnixNano: "1795642481972704388",
  ...more,
});
const traces = (...spans: object[]) => ({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });

async function post(app: ReturnType<typeof observeApp>, path: string, body: unknown) {
  const headers = { "content-type": "application/json" };
  return await app.request(path, { method: "POST", headers, body: JSON.stringify(body) });
}

Deno.test("observe: a trace that was exported in parts is shown as one", async () => {
  const app = observeApp(() => Promise.resolve(""));
  await post(app, "/v1/traces", traces(span("t1", "s2", { parentSpanId: "s1", kind: 5 })));
  await post(app, "/v1/traces", traces(span("t1", "s1"), span("t2", "s3")));
  const list = await (await app.request("/traces")).json();
  assert.deepEqual(list.map(({ id, spans }: { id: string; spans: number }) => [id, spans]), [
    ["t1", 2],
    ["t2", 1],
  ]);
  const [first] = await (await app.request("/traces/t1")).json();
  assert.deepEqual([first.service, first.durationMs], ["rollcall-a", 1_000]);
});

Deno.test("observe: what is no JSON is refused with a sentence", async () => {
  const response = await observeApp(() => Promise.resolve("")).request("/v1/traces", {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: "x",
  });
  assert.equal(response.status, 415);
  assert.match(await response.text(), /OTEL_EXPORTER_OTLP_PROTOCOL=http\/json/);
});

Deno.test("observe: memory is bounded, and polls are forgotten before requests", () => {
  const kept = new Traces();
  const seen = (traceId: string, kind: "client" | "server") => ({
    traceId,
    spanId: "s",
    parentId: "",
    service: "a",
    name: "POST",
    kind,
    startMs: 1,
    durationMs: 1,
    failed: false,
    attributes: {},
    links: [],
  });
  kept.add([seen("request", "server")]);
  for (let i = 0; i < 3_000; i++) kept.add([seen(`poll ${i}`, "client")]);
  assert.equal(kept.list().length, 1_000);
  assert.equal(kept.spansOf("request").length, 1);
  kept.add(Array.from({ length: 9_000 }, () => seen("endless", "server")));
  assert.equal(kept.spansOf("endless").length, 5_000);
});

Deno.test("observe: a histogram shows its count, mean and quantiles; a count its growth", () => {
  const point = (count: number) => ({
    resourceMetrics: [{
      resource,
      scopeMetrics: [{
        metrics: [{
          name: "d",
          unit: "s",
          histogram: {
            dataPoints: [{
              count: String(count),
              sum: count * 2,
              max: 4.5,
              bucketCounts: [String(count - 2), "1", "1"],
              explicitBounds: [1, 3],
            }],
          },
        }],
      }],
    }],
  });
  const metrics = new Metrics();
  metrics.add(pointsOf(point(10)), 1_000);
  metrics.add(pointsOf(point(30)), 3_000);
  const [series] = metrics.list();
  assert.deepEqual(
    [series?.count, series?.value, series?.p50, series?.p95, series?.rate],
    [30, 2, 1, 3, 10],
  );
});
