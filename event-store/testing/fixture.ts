/** A separate database with the event store, and a store on it. Test only. */
import { connect, type Sql } from "../connect.ts";
import { ensureSchema, eventStoreMigrations } from "../migrations.ts";
import { scaled } from "./deadline.ts";
import { createDatabase, type Template, type TestDatabase } from "./postgres.ts";

export interface Fixture<Store> {
  database: TestDatabase;
  /** with the login of the services */
  sql: Sql;
  store: Store;
  owner: Sql;
  close(): Promise<void>;
}

/** A database with the event store in it. */
export const eventStore: Template = {
  name: "event_store",
  version: JSON.stringify(eventStoreMigrations),
  async prepare({ url, ownerUrl }) {
    const sql = connect(url, { name: "test", max: 1 });
    await ensureSchema(sql, ownerUrl).finally(() => sql.end());
  },
};

/** @param storeOn opens the store that the tests are about */
export async function fixtureWith<Store>(
  storeOn: (sql: Sql) => Store,
  max = 4,
): Promise<Fixture<Store>> {
  const database = await createDatabase(eventStore);
  const sql = connect(database.url, { name: "test", max });
  const owner = connect(database.ownerUrl, { name: "test-owner", max: 2 });
  return {
    database,
    sql,
    owner,
    store: storeOn(sql),
    async close() {
      await Promise.all([sql.end({ timeout: 1 }), owner.end({ timeout: 1 })]);
      await database.drop();
    },
  };
}

/**
 * Makes a function that runs a test on an empty event store; tests in one file share a database.
 */
export function storeTestWith<Store>(storeOn: (sql: Sql) => Store) {
  let shared: Promise<Fixture<Store>> | undefined;
  return function storeTest(name: string, test: (fixture: Fixture<Store>) => Promise<void>): void {
    if (!shared) Deno.test.afterAll(async () => await (await shared)?.close());
    shared ??= fixtureWith(storeOn);
    Deno.test(name, async () => {
      const fixture = await shared!;
      await fixture.owner`
        truncate event_store.event, event_store.stream, event_store.checkpoint, event_store.lease,
                 keyring.job_key, keyring.erased_job`;
      await test(fixture);
    });
  };
}

/** A promise, and the function that resolves it. */
export function signal(): { given: Promise<void>; give: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { given: promise, give: resolve };
}

/** Polls until the answer is true. @throws after 15 s, scaled by the slowness of the machine */
export async function eventually(what: string, ask: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + scaled(15_000); !(await ask());) {
    if (Date.now() > deadline) throw new Error(`it never came about that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
