import assert from "node:assert/strict";
import { EventRecordedV1 } from "@rollcall/contracts";
import { type EventHeader, newId } from "@rollcall/event-store";
import fc from "fast-check";
import { inBatches, type OutgoingMessage, toMessage } from "./batches.ts";

const header = (more: Partial<EventHeader> = {}): EventHeader => ({
  id: newId(),
  stream: "job-1",
  version: 1,
  position: 7,
  type: "ParsingStarted",
  schemaVersion: 1,
  data: null,
  metadata: { correlationId: "c", causationId: null, userId: null, traceparent: null },
  recordedAt: new Date().toISOString(),
  ...more,
});

const message = (position: number, body: string, traceparent: string | null = null) => ({
  position,
  type: "ParsingStarted",
  group: null,
  traceparent,
  body,
});

Deno.test("relay: a message follows the contract, with facts only where they came along", () => {
  const bare = JSON.parse(toMessage(header(), null).body);
  assert.ok(!("data" in EventRecordedV1.parse(bare)));
  const full = EventRecordedV1.parse(JSON.parse(toMessage(header({ data: { a: 1 } }), null).body));
  assert.deepEqual(full.data, { a: 1 });
  assert.throws(() => toMessage(header({ id: "none" }), null), /at 7/);
});

Deno.test("relay: a batch holds ten entries at most", () => {
  const batches = inBatches(Array.from({ length: 21 }, (_, i) => message(i + 1, "x")));
  assert.deepEqual(batches.map((batch) => batch.length), [10, 10, 1]);
});

Deno.test("relay: no batch is larger than SNS takes, whatever characters it has", () => {
  const body = fc.oneof(
    fc.nat(200_000).map((length) => "x".repeat(length)),
    fc.nat(60_000).map((length) => "例".repeat(length)),
  );
  const traceparent = fc.option(fc.nat(60_000).map((length) => "t".repeat(length)));
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  fc.assert(fc.property(fc.array(fc.tuple(body, traceparent), { maxLength: 30 }), (all) => {
    const messages = all.map(([body, trace], i) => message(i + 1, body, trace));
    const batches = inBatches(messages);
    assert.deepEqual(batches.flat().map((m) => m.position), messages.map((m) => m.position));
    for (const batch of batches) {
      assert.ok(batch.length >= 1 && batch.length <= 10);
      const size = (batch: OutgoingMessage[]) =>
        batch.reduce((sum, m) => sum + bytes(m.body) + bytes(m.type + (m.traceparent ?? "")), 0);
      assert.ok(batch.length === 1 || size(batch) <= 256 * 1024);
    }
  }));
});
