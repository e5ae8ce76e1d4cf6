/**
 * Promises 1 and 5 where connections die: whatever a callback does after its transaction was lost,
 * nothing of it reaches the database. Each test has a twin with postgres.js's own `begin`, which
 * shows what the guard is there for.
 */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import { appendAll } from "./append.ts";
import { connect, type Sql, type TransactionSql } from "./connect.ts";
import { newId } from "./ids.ts";
import { encoded, type Fixture, storeTest } from "./testing/accounts.ts";
import { eventually, signal } from "./testing/fixture.ts";
import { type Proxy, startProxy } from "./testing/proxy.ts";
import { transaction, TransactionOver } from "./transaction.ts";
import { scaled } from "./testing/deadline.ts";
import { within } from "./testing/within.ts";

interface Lossy extends Fixture {
  proxy: Proxy;
  /** one connection through the proxy, so that whoever comes next gets its successor */
  narrow: Sql;
}

type Begin = (sql: Sql, work: (tx: TransactionSql) => Promise<unknown>) => Promise<unknown>;

const LOST = /^(CONNECTION_CLOSED|57P01|EPIPE|ECONNRESET)$/;

const plainBegin: Begin = (sql, work) => sql.begin((tx) => work(tx as TransactionSql));

lossTest(
  "promise 1: nothing of a callback reaches the database after its idle connection was cut",
  async (lossy) => {
    const { after } = await cutWhileIdle(
      lossy,
      transaction,
      () => Promise.resolve(lossy.proxy.cutAll()),
    );
    await assert.rejects(after, TransactionOver);
    assert.deepEqual(await noted(lossy.owner), []);
  },
);

lossTest(
  "promise 1, negative twin: with plain begin the query commits outside of any transaction",
  async (lossy) => {
    const { after } = await cutWhileIdle(
      lossy,
      plainBegin,
      () => Promise.resolve(lossy.proxy.cutAll()),
    );
    await after;
    assert.deepEqual(await noted(lossy.owner), ["after"]);
  },
);

lossTest("promise 1: nor after an administrator ended its session", async (lossy) => {
  const { after } = await cutWhileIdle(lossy, transaction, () => endSessions(lossy));
  await assert.rejects(after, TransactionOver);
  assert.deepEqual(await noted(lossy.owner), []);
});

lossTest("promise 1: nor after Postgres ended it for idling", async (lossy) => {
  const idle = connect(lossy.proxy.url, {
    name: "idle",
    max: 1,
    idleInTransactionTimeoutMs: scaled(50),
  });
  try {
    const { after } = await cutWhileIdle(
      { ...lossy, narrow: idle },
      transaction,
      () => Promise.resolve(),
    );
    await assert.rejects(after, TransactionOver);
    assert.deepEqual(await noted(lossy.owner), []);
  } finally {
    await idle.end({ timeout: 1 });
  }
});

lossTest("promise 1: nor after it was cut in the middle of a query", async (lossy) => {
  let after: Promise<unknown> | undefined;
  const done = transaction(lossy.narrow, async (tx) => {
    await tx`insert into noted values ('before')`;
    await tx`select pg_sleep(60)`.catch(() => {});
    after = tx`insert into noted values ('after')`;
    await after;
  });
  await eventually("the query is on its way", async () => {
    const rows = await lossy.owner`
      select 1 from pg_stat_activity
       where datname = current_database() and query like 'select pg_sleep(60%'`;
    return rows.length > 0;
  });
  lossy.proxy.cutAll();
  await assert.rejects(done, { code: "CONNECTION_CLOSED" });
  await lossy.narrow`select 1`;
  await assert.rejects(after!, TransactionOver);
  // Postgres notices that nobody waits for the query, and lets go of its locks.
  await transaction(lossy.owner, (tx) => tx`lock table noted`, { deadlineMs: scaled(5_000) });
  assert.deepEqual(await noted(lossy.owner), []);
});

Deno.test("promise 5, negative twin: a query cut in plain begin ends the process", async () => {
  const script = new URL("./testing/cut_in_plain_begin.ts", import.meta.url).pathname;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", script],
  }).output();
  assert.equal(code, 1);
  assert.match(
    new TextDecoder().decode(stderr),
    /Uncaught.*TypeError: Cannot read properties of null/,
  );
});

lossTest(
  "promise 1: a lost callback that ends does not commit what another transaction has begun",
  async (lossy) => {
    assert.deepEqual(await endInAnother(lossy, transaction, lossy.proxy), []);
  },
);

lossTest(
  "promise 1, negative twin: with plain begin it commits half of the other's work",
  async (lossy) => {
    assert.deepEqual(await endInAnother(lossy, plainBegin, lossy.proxy), ["half"]);
  },
);

lossTest(
  "promise 1: after a lost commit reply a retry is a duplicate",
  async ({ proxy, narrow, store }) => {
    const id = newId();
    const unit = () =>
      transaction(
        narrow,
        async (tx) => (await appendAll(tx, [[encoded("account-a", 0, [id])]]))[0]!,
      );
    proxy.cutBeforeReply("COMMIT");
    await assert.rejects(unit(), { code: "CONNECTION_CLOSED" });
    assert.equal(await store.head(), 1, "the server had committed");
    assert.equal((await unit()).outcome, "duplicate");
    assert.equal(await store.head(), 1);
  },
);

lossTest(
  "promise 1: after a lost reply to an append of its own a retry is a duplicate",
  async ({ proxy, narrow, store }) => {
    const append = async (stream: string, id: string) =>
      (await appendAll(narrow, [[encoded(stream, 0, [id])]]))[0]!;
    assert.equal((await append("account-a", newId())).outcome, "appended");
    const id = newId();
    proxy.cutBeforeReply("SELECT");
    await assert.rejects(append("account-b", id), { code: "CONNECTION_CLOSED" });
    assert.equal(await store.head(), 2, "the server had committed");
    assert.equal((await append("account-b", id)).outcome, "duplicate");
  },
);

lossTest(
  "promise 5: where the server is silent, a unit of work ends soon after its deadline",
  async ({ proxy, narrow, owner }) => {
    await narrow`select 1`;
    proxy.freeze();
    const unit = transaction(narrow, async (tx) => {
      await tx`insert into noted values ('gone')`;
    }, { deadlineMs: 10 });
    await assert.rejects(unit, /took longer than 10 ms/);
    assert.deepEqual(await noted(owner), []);
  },
);

lossTest(
  "promise 5: callers of a pool whose connections die again and again all get an answer",
  async (lossy) => {
    const sql = connect(lossy.proxy.url, { name: "dying", max: 3 });
    try {
      for (let round = 0; round < 12; round++) {
        const asked = Promise.allSettled(Array.from({ length: 12 }, async (_, i) => {
          for (let n = 0; n < 4; n++) {
            const [row] = i % 2
              ? await sql`select ${i * 10 + n}::int as n`
              : await transaction(sql, (tx) => tx`select ${i * 10 + n}::int as n`);
            assert.equal(row!.n, i * 10 + n, "an answer to another's question");
          }
        }));
        if (round % 2) lossy.proxy.cutAll();
        else await endSessions(lossy, "dying");
        for (const result of await asked) {
          if (result.status === "rejected") assert.match(`${result.reason.code}`, LOST);
        }
      }
      await eventually("the pool answers", () => sql`select 1`.then(() => true, () => false));
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
);

lossTest(
  "promise 5: whenever its session ends, a caller who asks on and on gets an answer",
  async (lossy) => {
    for (let round = 0; round < 40; round++) {
      const sql = connect(lossy.proxy.url, { name: "asking", max: 1 });
      await sql`select 1`;
      let ended = false;
      const asking = (async () => {
        for (let answers = 0; answers < 3;) {
          const answered = await sql`select 1`.then(() => true, () => false);
          if (ended && answered) answers++;
        }
      })();
      await endSessions(lossy, "asking");
      ended = true;
      await within(4_000, asking);
      await sql.end({ timeout: 1 });
    }
  },
);

/**
 * A callback waits for something else while its connection dies; then the pool makes another, and
 * the callback wakes. @returns what becomes of its last query
 */
async function cutWhileIdle({ narrow }: Lossy, begin: Begin, cut: () => Promise<unknown>) {
  const inside = signal(), wakeUp = signal(), asked = signal();
  let after: Promise<unknown> = Promise.resolve();
  const unit = begin(narrow, async (tx) => {
    await tx`insert into noted values ('before')`;
    inside.give();
    await wakeUp.given;
    after = Promise.resolve(tx`insert into noted values ('after')`);
    after.catch(() => {});
    asked.give();
    await after;
  });
  unit.catch(() => {});
  await inside.given;
  await cut();
  await assert.rejects(unit, { code: "CONNECTION_CLOSED" });
  await narrow`select 1`;
  wakeUp.give();
  await asked.given;
  return { after };
}

/**
 * A transaction is lost; another begins on the connection that follows, has done half of its work
 * when the lost callback ends, and is rolled back. @returns what the database holds then
 */
async function endInAnother(
  { narrow, owner }: Lossy,
  begin: Begin,
  proxy: Proxy,
): Promise<string[]> {
  const inside = signal(), wakeUp = signal(), halfDone = signal(), goOn = signal();
  const lost = begin(narrow, async (tx) => {
    await tx`select 1`;
    inside.give();
    await wakeUp.given;
  });
  lost.catch(() => {});
  await inside.given;
  proxy.cutAll();
  await assert.rejects(lost, { code: "CONNECTION_CLOSED" });
  const other = begin(narrow, async (tx) => {
    await tx`insert into noted values ('half')`;
    halfDone.give();
    await goOn.given;
    throw new RolledBack();
  });
  await halfDone.given;
  wakeUp.give();
  // One round trip behind whatever the lost callback may have sent.
  await new Promise((resolve) => setImmediate(resolve));
  await owner`select 1`;
  goOn.give();
  await assert.rejects(other, RolledBack);
  return await noted(owner);
}

class RolledBack extends Error {}

async function endSessions({ owner }: Lossy, name = "narrow"): Promise<void> {
  await owner`
    select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = ${name} and datname = current_database()`;
}

/** Runs a test with a proxy before the database, on an empty table `noted`. */
function lossTest(name: string, test: (lossy: Lossy) => Promise<void>): void {
  storeTest(name, async (fixture) => {
    await fixture.owner`create table if not exists noted (what text)`;
    await fixture.owner`truncate noted`;
    await fixture.owner`grant select, insert on noted to rollcall_service`;
    const proxy = startProxy(fixture.database.url);
    const narrow = connect(proxy.url, { name: "narrow", max: 1 });
    try {
      await test({ ...fixture, proxy, narrow });
    } finally {
      await narrow.end({ timeout: 0 });
      await proxy.close();
    }
  });
}

async function noted(sql: Sql): Promise<string[]> {
  const rows = await sql<{ what: string }[]>`select what from noted order by what`;
  return rows.map((row) => row.what);
}
