import assert from "node:assert/strict";
import { batchParents, formatTraceparent, parseTraceparent, startSpan } from "./trace.ts";

const of = (trace: string, span = "1") =>
  `00-${trace.padStart(32, "0")}-${span.padStart(16, "0")}-01`;

Deno.test("trace: a traceparent is read and written; what is none is nothing", () => {
  assert.equal(formatTraceparent(parseTraceparent(of("a"))!), of("a"));
  for (const wrong of [null, "", "00-1-2-01", of("0"), of("a", "0"), of("a").toUpperCase(), "ff"]) {
    assert.equal(parseTraceparent(wrong), undefined, String(wrong));
  }
});

Deno.test("trace: a batch of one trace is a part of it; one of several is linked to each", () => {
  assert.deepEqual(batchParents([of("a", "1"), null, of("a", "2")]), {
    parent: of("a", "2"),
    links: [],
  });
  assert.deepEqual(batchParents([of("a"), of("b")]), { parent: null, links: [of("a"), of("b")] });
  assert.deepEqual(batchParents([null, "nonsense"]), { parent: null, links: [] });
  assert.equal(batchParents(Array.from({ length: 99 }, (_, i) => of(`a${i}`))).links.length, 32);
});

Deno.test("trace: if Deno records none, a span is only the trace context received", () => {
  const span = startSpan({ name: "x", kind: 0, parent: of("a") });
  assert.equal(span.isRecording(), false);
  assert.equal(span.spanContext().traceId, parseTraceparent(of("a"))!.traceId);
});
