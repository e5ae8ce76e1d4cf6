/** The unit of work where nothing is lost: what is inside, what is refused, and its deadline. */
import assert from "node:assert/strict";
import { connect, type Sql, type TransactionSql } from "./connect.ts";
import { storeTest } from "./testing/accounts.ts";
import { eventually, signal } from "./testing/fixture.ts";
import { transaction, TransactionOver } from "./transaction.ts";
import { scaled } from "./testing/deadline.ts";

storeTest(
  "transaction: what it did is there when it resolves, nothing when it throws",
  async ({ owner }) => {
    await prepare(owner);
    const answer = await transaction(owner, async (tx) => {
      await tx`insert into noted values ('kept')`;
      return 42;
    });
    assert.equal(answer, 42);
    const mine = new Error("mine");
    await assert.rejects(
      transaction(owner, async (tx) => {
        await tx`insert into noted values ('gone')`;
        throw mine;
      }),
      (error) => error === mine,
    );
    assert.deepEqual(await noted(owner), ["kept"]);
  },
);

storeTest(
  "transaction: the first failed query ends it, even where its error is caught",
  async ({ owner }) => {
    await prepare(owner);
    let after: Promise<unknown> | undefined;
    await assert.rejects(
      transaction(owner, async (tx) => {
        await tx`insert into noted values ('gone')`;
        await tx`select 1 / 0`.catch(() => {});
        after = tx`insert into noted values ('after')`;
        await after.catch(() => {});
        return "as if nothing had happened";
      }),
      /division by zero/,
    );
    await assert.rejects(after!, TransactionOver);
    assert.deepEqual(await noted(owner), []);
  },
);

storeTest(
  "transaction: queries made at once go out one by one, none after a failed one",
  async ({ owner }) => {
    await prepare(owner);
    await owner`create sequence sent`;
    await assert.rejects(
      transaction(owner, async (tx) => {
        await Promise.all([
          tx`select nextval('sent')`,
          tx`select 1 / 0`,
          // A sequence keeps what a rollback undoes: it shows what was sent.
          tx`select nextval('sent')`,
          tx.unsafe("select nextval('sent')"),
        ]);
      }),
      /division by zero/,
    );
    const [row] = await owner<{ last_value: number }[]>`select last_value from sent`;
    assert.equal(row!.last_value, 1);
    await owner`drop sequence sent`;
  },
);

storeTest("transaction: an unawaited query is part of it", async ({ owner }) => {
  await prepare(owner);
  await transaction(owner, (tx) => {
    tx`insert into noted select 'first' from pg_sleep(0.02)`.execute();
    tx`insert into noted values ('second')`.execute();
    return Promise.resolve();
  });
  assert.deepEqual(await noted(owner), ["first", "second"]);
  await assert.rejects(
    transaction(owner, async (tx) => {
      await tx`insert into noted values ('third')`;
      tx`select 1 / 0`.execute();
    }),
    /division by zero/,
  );
  assert.deepEqual(await noted(owner), ["first", "second"]);
});

storeTest(
  "transaction: fragments, row helpers and plain text work as on the pool",
  async ({ owner }) => {
    await prepare(owner);
    await transaction(owner, async (tx) => {
      const rows = [{ what: "a" }, { what: "b" }, { what: "c" }];
      await tx`insert into noted ${tx(rows, "what")}`;
      const condition = tx`where what <> ${"b"}`;
      const found = await tx`select what from ${tx("noted")} ${condition} order by what`.values();
      assert.deepEqual([...found], [["a"], ["c"]]);
      assert.deepEqual([...await tx.unsafe("select $1::int + 1 as n", [1])], [{ n: 2 }]);
      const [row] = await tx`select ${tx.json({ a: [1] })}::jsonb as doc`;
      assert.deepEqual(row!.doc, { a: [1] });
    });
  },
);

storeTest("transaction: what would go past the gate is refused", async ({ owner }) => {
  const attempts: ((tx: TransactionSql) => unknown)[] = [
    (tx) => tx.savepoint((sp) => sp`select 1`),
    (tx) => tx.prepare("x"),
    (tx) => tx.notify("event_store", ""),
    (tx) => tx.file("x.sql"),
  ];
  for (const attempt of attempts) {
    await assert.rejects(
      transaction(owner, async (tx) => void await attempt(tx)),
      /would bypass the guard/,
    );
  }
  const streams: ((tx: TransactionSql) => unknown)[] = [
    (tx) => tx`copy noted from stdin`.writable(),
    (tx) => tx`copy noted to stdout`.readable(),
    (tx) => tx`select 1`.cursor(1),
  ];
  for (const attempt of streams) {
    await assert.rejects(
      transaction(owner, async (tx) => void await attempt(tx)),
      /no COPY and no cursor/,
    );
  }
});

storeTest("transaction: the handle is dead when the transaction is over", async ({ owner }) => {
  await prepare(owner);
  let kept: TransactionSql | undefined;
  await transaction(owner, (tx) => Promise.resolve(void (kept = tx)));
  await assert.rejects(async () => await kept!`insert into noted values ('late')`, TransactionOver);
  assert.deepEqual(await noted(owner), []);
});

storeTest("transaction: at the deadline an idle unit of work is rolled back", async ({ owner }) => {
  await prepare(owner);
  const { given, give } = signal();
  let after: Promise<unknown> | undefined;
  await assert.rejects(
    transaction(owner, async (tx) => {
      await tx`insert into noted values ('gone')`;
      await given;
      after = tx`insert into noted values ('after')`;
      await after;
    }, { deadlineMs: scaled(100) }), // the first query has its answer by then
    /took longer than \d+ ms/,
  );
  give();
  await eventually("the work went on", () => Promise.resolve(after !== undefined));
  await assert.rejects(after!, TransactionOver);
  assert.deepEqual(await noted(owner), []);
});

storeTest(
  "transaction: at the deadline a query that hangs is cancelled, and its connection serves on",
  async ({ database, owner }) => {
    await prepare(owner);
    const sql = connect(database.ownerUrl, { name: "hanging", max: 1 });
    try {
      const [before] = await sql`select pg_backend_pid() as pid`;
      const startedAt = performance.now();
      await assert.rejects(
        transaction(sql, async (tx) => {
          await tx`insert into noted values ('gone')`;
          await tx`select pg_sleep(60)`;
        }, { deadlineMs: 30 }),
        /took longer than 30 ms/,
      );
      const [after] = await sql`select pg_backend_pid() as pid`;
      assert.equal(after!.pid, before!.pid);
      assert(performance.now() - startedAt < scaled(4_000), "nothing had to time out");
      assert.deepEqual(await noted(sql), []);
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
);

storeTest(
  "transaction: work that waited for a connection beyond its deadline never starts",
  async ({ database }) => {
    const sql = connect(database.url, { name: "narrow", max: 1 });
    try {
      const { given, give } = signal();
      let startedLate = false;
      const first = transaction(sql, async () => await given);
      const second = transaction(sql, () => Promise.resolve(startedLate = true), { deadlineMs: 1 });
      second.catch(() => {});
      // Timers keep their order: the deadline is over when this one is.
      await new Promise((resolve) => setTimeout(resolve, 10));
      give();
      await first;
      await assert.rejects(second, TransactionOver);
      assert.equal(startedLate, false);
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
);

async function prepare(sql: Sql): Promise<void> {
  await sql`create table if not exists noted (what text)`;
  await sql`truncate noted`;
}

async function noted(sql: Sql): Promise<string[]> {
  const rows = await sql<{ what: string }[]>`select what from noted order by what`;
  return rows.map((row) => row.what);
}
