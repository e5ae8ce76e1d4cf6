/** Promise 2 under fire: writers race, hold, roll back and die while a reader polls the log. */
import assert from "node:assert/strict";
import { appendAll } from "./append.ts";
import { connect, type Sql, type TransactionSql } from "./connect.ts";
import { newId } from "./ids.ts";
import { Random } from "./testing/random.ts";
import { appendBySequence, installSequence } from "./testing/append_by_sequence.ts";
import { encoded, type Fixture, storeTest } from "./testing/accounts.ts";
import { transaction } from "./transaction.ts";

const WRITERS = 16;
const APPENDS = 15;

type Append = (tx: TransactionSql, stream: string, version: number, id: string) => Promise<unknown>;

storeTest(
  "promise 2: whoever races, a reader sees every event, and a dense prefix at any moment",
  async (fixture) => {
    const { seed, committed, seen, holes } = await race(
      fixture,
      (tx, stream, version, id) => appendAll(tx, [[encoded(stream, version - 1, [id])]]),
    );
    assert.deepEqual(holes, [], seed);
    assert.deepEqual(missing(committed, seen), [], seed);
    assert.equal(seen.length, committed.length, `${seed}: an event was seen twice`);
  },
);

storeTest("promise 2, negative twin: positions from a sequence lose events", async (fixture) => {
  await installSequence(fixture.owner);
  const { seed, committed, seen } = await race(fixture, appendBySequence);
  assert.notEqual(missing(committed, seen).length, 0, seed);
});

storeTest(
  "promise 1: of 16 appends that expect the same version, one wins",
  async ({ database }) => {
    const sql = connect(database.url, { name: "racers", max: WRITERS });
    try {
      for (let version = 0; version < 8; version++) {
        const outcomes = await Promise.all(
          Array.from(
            { length: WRITERS },
            () => appendAll(sql, [[encoded("account-a", version, [newId()])]]),
          ),
        );
        const [winners, losers] = [outcomes.flat(), outcomes.flat()].map((all, i) =>
          all.filter((o) => (o.outcome === "appended") === (i === 0))
        );
        assert.equal(winners!.length, 1);
        for (const loser of losers!) {
          assert.deepEqual(loser, {
            outcome: "conflict",
            stream: "account-a",
            version: version + 1,
          });
        }
      }
    } finally {
      await sql.end();
    }
  },
);

storeTest(
  "promise 1: racing requests over the same streams in any order do not deadlock",
  async ({ database, store }) => {
    const sql = connect(database.url, { name: "racers", max: WRITERS });
    try {
      const streams = ["account-a", "account-b", "account-c"];
      const rotated = (by: number) => [...streams.slice(by), ...streams.slice(0, by)];
      for (let version = 0; version < 8; version++) {
        const outcomes = await Promise.all(
          Array.from(
            { length: WRITERS },
            (_, i) => appendAll(sql, [rotated(i % 3).map((s) => encoded(s, version, [newId()]))]),
          ),
        );
        assert.equal(
          outcomes.flat().filter((o) => o.outcome === "appended").length,
          1,
        );
      }
      assert.equal(await store.head(), 8 * streams.length);
    } finally {
      await sql.end();
    }
  },
);

/**
 * Every writer appends to a stream of its own, one event a transaction; about a fifth of them roll
 * back, all hold theirs open for a random while, and every fourth writer's connection is killed once
 * while it holds. The verdict comes after the last writer has returned and the reader has drained
 * the log.
 */
async function race(fixture: Fixture, append: Append) {
  const sql = connect(fixture.database.url, { name: "writers", max: WRITERS });
  const committed: string[] = [];
  const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
  const all = new Random(seed);
  let writing = true;
  const reading = readAll(fixture.sql, () => writing);
  try {
    await Promise.all(Array.from({ length: WRITERS }, async (_, writer) => {
      const random = all.fork();
      let version = 0;
      for (let i = 0; i < APPENDS; i++) {
        const id = newId(), holdS = random.next() / 200, rollsBack = random.chance(0.2);
        const killed = writer % 4 === 3 && i === 5;
        const wrote = await transaction(sql, async (tx) => {
          await append(tx, `account-${writer}`, version + 1, id);
          if (killed) await kill(fixture.owner, tx);
          await tx`select pg_sleep(${holdS})`;
          if (rollsBack) throw new RolledBack();
        }).then(() => true, (error) => {
          if (error instanceof RolledBack || killed) return false;
          throw error;
        });
        assert(!(wrote && killed), "the killed connection committed");
        if (!wrote) continue;
        version++;
        committed.push(id);
      }
    }));
  } finally {
    writing = false;
    await sql.end({ timeout: 1 });
  }
  return { seed: `seed ${seed}`, committed, ...await reading };
}

class RolledBack extends Error {}

async function kill(owner: Sql, tx: TransactionSql): Promise<void> {
  const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await owner`select pg_terminate_backend(${row!.pid})`;
}

/** A subscriber as design.md has it: it trusts `position > last`. */
async function readAll(sql: Sql, writing: () => boolean) {
  const seen: string[] = [], holes: string[] = [];
  for (let last = 0, drained = false; !drained;) {
    const over = !writing();
    const rows = await sql<{ position: number; event_id: string }[]>`
      select position, event_id from event_store.read_log(${last}, 7, 1000000)`;
    for (const row of rows) {
      if (row.position !== last + 1) holes.push(`${row.position} came after ${last}`);
      last = row.position;
      seen.push(row.event_id);
    }
    drained = over && rows.length === 0;
  }
  return { seen, holes };
}

function missing(committed: string[], seen: string[]): string[] {
  const all = new Set(seen);
  return committed.filter((id) => !all.has(id));
}
