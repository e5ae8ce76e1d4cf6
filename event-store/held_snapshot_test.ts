/**
 * Promise 2 beside transactions that stay open: whoever holds a write in another database of the
 * server, or a snapshot in this one, readers see what is committed at once and appends go on. A
 * reader that waits for the oldest running transaction stands still with it.
 */
import assert from "node:assert/strict";
import { createDatabase } from "./testing/postgres.ts";
import { connect, type Sql, type TransactionSql } from "./connect.ts";
import { newId } from "./ids.ts";
import { type Fixture, request, storeTest } from "./testing/accounts.ts";
import { signal } from "./testing/fixture.ts";
import {
  appendToXidLog,
  awaitXidLog,
  FROM_THE_START,
  installXidLog,
  readXidLog,
} from "./testing/xid_log.ts";

const APPENDS = 50;

for (
  const [held, holding] of [
    ["a write in another database of the server", holdWriteElsewhere],
    ["a snapshot in the same database", holdSnapshot],
  ] as const
) {
  storeTest(
    `promise 2: ${held}, held open, stalls neither readers nor appends`,
    (fixture) =>
      holding(fixture, async () => {
        const { store } = fixture;
        for (let n = 1; n <= APPENDS; n++) {
          const { outcome } = await store.append(request("account-a", n - 1, newId()));
          assert.equal(outcome, "appended");
          const page = await store.readLog(n - 1);
          assert.deepEqual(page.map((e) => e.position), [n]);
        }
      }),
  );

  storeTest(
    `promise 2, negative twin: ${held}, held open, stalls a reader by transaction ids`,
    async (fixture) => {
      const { owner } = fixture;
      await installXidLog(owner);
      const id = newId();
      await holding(fixture, async () => {
        await appendToXidLog(owner, id);
        assert.deepEqual(await readXidLog(owner, FROM_THE_START), []);
      });
      const read = await awaitXidLog(owner, FROM_THE_START, 1);
      assert.deepEqual(read.map((e) => e.id), [id], "it is there once nothing is held");
    },
  );
}

/** A transaction that has written, and so has an id, is left open while `work` runs. */
async function holdWriteElsewhere(_: Fixture, work: () => Promise<void>): Promise<void> {
  const elsewhere = await createDatabase();
  const sql = connect(elsewhere.ownerUrl, { name: "test-elsewhere", max: 1 });
  try {
    await hold(sql, "read committed", async (tx) => {
      await tx`create table held (n int)`;
      await tx`insert into held values (1)`;
    }, work);
  } finally {
    await sql.end({ timeout: 1 });
    await elsewhere.drop();
  }
}

/** As a report or a backup does it; a note that it began gives its transaction an id. */
async function holdSnapshot({ database }: Fixture, work: () => Promise<void>): Promise<void> {
  const sql = connect(database.ownerUrl, { name: "test-snapshot", max: 1 });
  try {
    await hold(sql, "repeatable read", async (tx) => {
      await tx`select pg_current_xact_id()`;
      const [before] = await tx`select count(*) from event_store.event`;
      assert.equal(before!.count, 0);
    }, work);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function hold(
  sql: Sql,
  isolation: string,
  begin: (tx: TransactionSql) => Promise<void>,
  work: () => Promise<void>,
): Promise<void> {
  const begun = signal(), done = signal();
  const holder = sql.begin(`isolation level ${isolation}`, async (tx) => {
    await begin(tx as TransactionSql);
    begun.give();
    await done.given;
  });
  try {
    await Promise.race([begun.given, holder]);
    await work();
  } finally {
    done.give();
    await holder;
  }
}
