/** Any sequence of appends does what a list in memory would do. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { appendAll, type AppendOutcome, type EncodedAppend } from "./append.ts";
import { newId } from "./ids.ts";
import { encoded, storeTest } from "./testing/accounts.ts";

/** A request as fast-check draws it: streams by number, versions by how far they are off. */
type Drawn =
  | { retry: number }
  | { parts: { stream: number; off: number; events: { reuse: number | null }[] }[] };

const event = fc.record({
  reuse: fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat() }),
});
const part = fc.record({
  stream: fc.nat({ max: 3 }),
  off: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -2, max: 2 })),
  events: fc.array(event, { minLength: 0, maxLength: 3 }),
});
const drawn: fc.Arbitrary<Drawn> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ retry: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      parts: fc.uniqueArray(part, { minLength: 1, maxLength: 3, selector: (p) => p.stream })
        .filter((parts) => parts.some((p) => p.events.length)),
    }),
  },
);

storeTest("promise 1: any sequence of appends does what a list in memory does", async ({ sql }) => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 12 }), async (sequence) => {
      const model = new Model(await headOf(sql)), made: EncodedAppend[][] = [];
      const prefix = `account-${++run}-`;
      for (const one of sequence) {
        const request = "retry" in one
          ? made[one.retry % Math.max(1, made.length)]
          : model.requestOf(one.parts, prefix);
        if (!request) continue;
        made.push(request);
        const expected = model.append(request);
        const found = await appendAll(sql, [request]).then(([outcome]) => outcome!, () => "throws");
        assert.deepEqual(found, expected);
      }
      assert.deepEqual(await logOf(sql, prefix), model.log);
    }),
    { numRuns: 60 },
  );
});

interface Logged {
  position: number;
  id: string;
  stream: string;
  version: number;
}

/** The event store in thirty lines. */
class Model {
  readonly log: Logged[] = [];

  constructor(readonly head: number) {}

  requestOf(parts: Extract<Drawn, { parts: unknown }>["parts"], prefix: string): EncodedAppend[] {
    return parts.map(({ stream, off, events }) => {
      const name = `${prefix}${stream}`;
      const ids = events.map(({ reuse }) =>
        reuse === null || !this.log.length ? newId() : this.log[reuse % this.log.length]!.id
      );
      return encoded(name, Math.max(0, this.versionOf(name) + off), ids);
    });
  }

  append(request: EncodedAppend[]): AppendOutcome | "throws" {
    const events = request.flatMap((p) => p.events);
    const old = events.map((e) => this.log.find((l) => l.id === e.id && l.stream === e.stream));
    if (old.every((found) => found !== undefined)) return resultOf("duplicate", old);
    const lost = request.find((p) => this.versionOf(p.stream) !== p.expectedVersion);
    if (lost) {
      return { outcome: "conflict", stream: lost.stream, version: this.versionOf(lost.stream) };
    }
    const ids = [...this.log.map((l) => l.id), ...events.map((e) => e.id)];
    if (new Set(ids).size < ids.length) return "throws";
    const added = events.map((e, i) => {
      const at = events.slice(0, i + 1).filter((o) => o.stream === e.stream).length;
      const version = this.versionOf(e.stream) + at;
      return { position: this.head + this.log.length + 1 + i, id: e.id, stream: e.stream, version };
    });
    this.log.push(...added);
    return resultOf("appended", added);
  }

  versionOf(stream: string): number {
    return this.log.filter((l) => l.stream === stream).length;
  }
}

function resultOf(outcome: "appended" | "duplicate", events: Logged[]): AppendOutcome {
  const versions = new Map<string, number>();
  for (const { stream, version } of events) {
    versions.set(stream, Math.max(version, versions.get(stream) ?? 0));
  }
  return { outcome, position: Math.max(...events.map((e) => e.position)), versions };
}

type Sql = Parameters<typeof appendAll>[0];

async function headOf(sql: Sql): Promise<number> {
  const [row] = await sql<{ head: number }[]>`
    select coalesce(max(position), 0) as head from event_store.event`;
  return row!.head;
}

async function logOf(sql: Sql, prefix: string): Promise<Logged[]> {
  const rows = await sql<Logged[]>`
    select position, event_id as id, stream_id as stream, version
      from event_store.event where starts_with(stream_id, ${prefix}) order by position`;
  return rows.map((row) => ({ ...row }));
}
