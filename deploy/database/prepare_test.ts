/**
 * Least privilege in the database, as permissions_test.ts has it for processes: each login tries
 * everything, and only those that are named here may. The list is written by hand, so that a right
 * that the manifest gives by mistake fails.
 */
import assert from "node:assert/strict";
import {
  connect,
  EventStore,
  newId,
  newRingLine,
  type Sql,
  transaction,
} from "@rollcall/event-store";
import {
  createDatabase,
  servicePassword,
  type TestDatabase,
} from "../../tests/harness/postgres.ts";
import { type LoginName, logins, roleOf } from "../../platform/manifest.ts";
import { GENERATION, schemaOf } from "../../services/projection/schema/mod.ts";
import { credentialsOf, readSettings } from "../local/settings.ts";
import { type Preparation, prepareDatabase } from "./prepare.ts";

/** Logins belong to the server: they have the same passwords as those of the stacks beside. */
const credentials = credentialsOf(readSettings(".", { ROLLCALL_DB_PASSWORD: servicePassword }));

const masterKey = { MASTER_KEY: newRingLine() };

/** As the services beside are prepared. */
function prepare({ ownerUrl }: { ownerUrl: string }, other: Partial<Preparation> = {}) {
  return prepareDatabase({ ownerUrl, logins: credentials, masterKey, ...other });
}

const readers: LoginName[] = [
  ...["upload", "parsing", "dedupe", "review", "projection"] as const,
  ...["relay", "operations", "dlq", "erasures", "reconciliation"] as const,
];
const keyReaders: LoginName[] = ["upload", "parsing", "dedupe", "review", "projection"];
const appenders: LoginName[] = [
  ...["upload", "parsing", "dedupe", "review", "operations", "dlq", "erasures"] as const,
];
const erasers: LoginName[] = ["upload", "erasures"];
const noters: LoginName[] = ["upload", "review", "projection", "identity", "admin", "erasures"];
const followers: LoginName[] = ["parsing", "dedupe", "review", "projection", "relay"];

const tables = schemaOf(GENERATION);
const id = "00000000-0000-7000-8000-000000000001";

/** What is tried, and who may do it. A trial may fail for any reason but a lack of rights. */
const trials: [statement: string, who: LoginName[]][] = [
  ["select sealed from event_store.event", readers],
  ["select version from event_store.stream", readers],
  ["select position from event_store.checkpoint", readers],
  ["select holder from event_store.lease", readers],
  ["select job_id from keyring.erased_job", readers],
  ["insert into event_store.event select * from event_store.event", appenders],
  ["insert into event_store.stream values ('x', 1)", appenders],
  ["update event_store.event set data = data", []],
  ["delete from event_store.event", []],
  ["truncate event_store.event", []],
  ["delete from event_store.stream", []],
  ["insert into event_store.checkpoint (subscription) values ('x')", followers],
  ["update event_store.checkpoint set fence = 1", followers],
  ["delete from event_store.checkpoint", []],
  ["select event_store.take_lease('relay', 'x', 1)", followers],
  ["delete from event_store.lease", []],
  ["insert into event_store.migration values ('a', 'b', 'c')", []],
  ["select wrapped, master_key from keyring.job_key", keyReaders],
  // A key that is not wrapped is read and written by nobody.
  ["select key from keyring.job_key", []],
  [`insert into keyring.job_key (job_id, wrapped, master_key) values ('${id}', 'x', 'x')`, [
    "upload",
  ]],
  [`insert into keyring.job_key (job_id, key) values ('${id}', 'x')`, []],
  ["update keyring.job_key set wrapped = wrapped", []],
  [`delete from keyring.job_key where job_id = '${id}'`, erasers],
  [`insert into keyring.erased_job (job_id) values ('${id}')`, erasers],
  ["update keyring.erased_job set erased_at = now()", []],
  ["delete from keyring.erased_job", []],
  ["select * from upload.kept_file", erasers],
  ["delete from upload.kept_file", erasers],
  ["select * from upload.uploaded_hour", erasers],
  ["delete from upload.uploaded_hour", erasers],
  ["select email, password_hash from identity.account", ["identity"]],
  ["select private_jwk from identity.signing_key", ["identity"]],
  ["delete from identity.signing_key", ["identity"]],
  ["select * from identity.attempt", ["identity"]],
  ["select * from identity.known_device", ["identity"]],
  ["select token_hash from identity.refresh_token", ["identity"]],
  ["delete from identity.refresh_token", ["identity"]],
  ["select seed from identity.session", ["identity"]],
  ["delete from identity.session", ["identity", "admin"]],
  ["select email from identity.account", ["identity", "admin"]],
  ["select email_verified_at from identity.account", ["identity", "admin"]],
  ["select password_hash from identity.account", ["identity"]],
  ["update identity.account set password_hash = password_hash", ["identity"]],
  ["update identity.account set email = email", ["identity"]],
  ["select token_hash from identity.link", ["identity"]],
  ["select secret from identity.second_factor", ["identity"]],
  ["delete from identity.second_factor", ["identity", "admin"]],
  ["delete from identity.recovery_code", ["identity"]],
  ["delete from identity.provided_account", ["identity"]],
  ["delete from identity.mail", ["identity"]],
  ["select password_hash from identity.registration", ["identity"]],
  ["select user_id from identity.admin", ["identity", "admin"]],
  ["insert into identity.admin select * from identity.admin where false", ["admin"]],
  ["delete from identity.admin", ["admin"]],
  ["select user_id from account.closed", ["upload", "identity", "erasures"]],
  ["insert into account.closed (user_id) values ('x')", ["identity", "erasures"]],
  ["update account.closed set jobs_gone_at = now()", ["upload", "erasures"]],
  ["update account.closed set user_id = user_id", []],
  ["delete from account.closed", []],
  ["select keep_days from account.retention", ["upload", "projection", "identity", "erasures"]],
  ["update account.retention set keep_days = 1", ["identity"]],
  ["delete from account.retention", []],
  ["select user_id from account.ending_job", ["upload", "identity", "erasures"]],
  ["update account.ending_job set told_at = now()", ["upload", "identity", "erasures"]],
  ["update account.ending_job set delete_after = now()", ["upload", "erasures"]],
  ["delete from account.ending_job", ["upload", "erasures"]],
  ["select bytes from account.changed_job", ["review"]],
  ["update account.changed_job set bytes = 0", ["review"]],
  ["update account.changed_job set user_id = user_id", []],
  [`delete from account.changed_job where job_id = '${id}'`, ["upload", "erasures"]],
  ["select action from security.entry", ["identity", "admin"]],
  [
    "insert into security.entry (at, actor, action, once) values (now(), 'user', 'x', 'x')",
    noters,
  ],
  ["update security.entry set action = action", []],
  ["delete from security.entry", []],
  ["truncate security.entry", []],
  ["select security.drop_old()", erasers],
  // Who verifies tokens looks here, and only identity's triggers write it.
  ["select id from session.revoked", [...logins.keys()]],
  ["insert into session.revoked select * from session.revoked where false", []],
  ["delete from session.revoked", []],
  ["select * from read_models.jobs", ["projection"]],
  ["select * from read_models.row_chunks", ["projection"]],
  ["select * from read_models.final_contacts", ["projection"]],
  ["select * from read_models.generation", ["projection", "operations"]],
  ["select * from read_models.lanes", ["projection", "operations"]],
  ["update read_models.generation set state = 'retired'", []],
  [`select * from ${tables}.row_chunks`, ["projection"]],
  [`update ${tables}.jobs set status = status`, ["projection"]],
  [`delete from ${tables}.row_chunks`, ["projection"]],
  [`truncate ${tables}.row_chunks`, []],
  [`drop table ${tables}.jobs`, []],
  ["create table public.mine (n int)", []],
  ["create schema mine", []],
  ["create temp table mine (n int)", []],
  ["create role mine", []],
  // Its own.
  ["alter role rollcall_upload password 'x'", ["upload"]],
  ["set role rollcall_service", []],
  ["grant rollcall_may_open to rollcall_relay", []],
  ["select rolpassword from pg_authid", []],
  ["select pg_read_file('PG_VERSION')", []],
  ["copy (select 1) to program 'true'", []],
];

Deno.test("rights: a login is refused whatever its service has no need of", async () => {
  await prepared(async (database) => {
    const found = await Promise.all([...logins.keys()].map(async (login) => {
      const sql = connectAs(database, login);
      try {
        const may: [string, LoginName][] = [];
        for (const [statement] of trials) {
          if (await isAllowed(sql, statement)) may.push([statement, login]);
        }
        return may;
      } finally {
        await sql.end({ timeout: 1 });
      }
    }));
    for (const [statement, who] of trials) {
      const may = found.flat().filter(([one]) => one === statement).map(([, login]) => login);
      assert.deepEqual(may.sort(), [...who].sort(), statement);
    }
  });
});

Deno.test("rights: no table lacks a trial", async () => {
  await prepared(async (database) => {
    const owner = connect(database.ownerUrl, { name: "test", max: 1 });
    const tried = trials.map(([statement]) => statement).join("\n");
    const rows = await owner<{ name: string }[]>`
      select schemaname || '.' || tablename as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')
         and schemaname not like 'read_models_g%'`;
    await owner.end();
    assert.ok(rows.length > 9, `${rows.length} tables`);
    assert.deepEqual(rows.map(({ name }) => name).filter((name) => !tried.includes(name)), []);
  });
});

Deno.test("rights: the login that all services shared may not connect any more", async () => {
  const database = await createDatabase();
  const former = connect(database.url, { name: "test", max: 1 });
  try {
    await former`select 1`;
    await former.end();
    await prepare(database);
    const later = connect(database.url, { name: "test", max: 1 });
    await assert.rejects(later`select 1`, /permission denied for database/);
    await later.end();
  } finally {
    await database.drop();
  }
});

Deno.test("prepare: several at once, and again; what a login had before is taken from it", async () => {
  await prepared(async (database) => {
    const owner = connect(database.ownerUrl, { name: "test", max: 1 });
    try {
      await owner`grant rollcall_may_follow to rollcall_reconciliation`;
      const again = () => prepare(database);
      await Promise.all([again(), again(), again()]);
      const [row] = await owner<{ member: boolean }[]>`
        select pg_has_role('rollcall_reconciliation', 'rollcall_may_follow', 'member') as member`;
      assert.equal(row!.member, false);
    } finally {
      await owner.end();
    }
  });
});

Deno.test("prepare: a database from before gets the rights on the generations that it has", async () => {
  await prepared(async (database) => {
    const owner = connect(database.ownerUrl, { name: "test", max: 1 });
    const projection = connectAs(database, "projection");
    try {
      await owner.unsafe(`
        revoke all on all tables in schema ${tables}, read_models from
          rollcall_may_fold, rollcall_may_query, rollcall_may_measure`);
      await assert.rejects(projection.unsafe(`delete from ${tables}.jobs`), /permission denied/);
      await prepare(database);
      await projection.unsafe(`delete from ${tables}.jobs`);
      await projection`select from read_models.jobs`;
    } finally {
      await Promise.all([owner.end(), projection.end()]);
    }
  });
});

Deno.test("prepare: while passwords rotate, a login's second role may what the first may", async () => {
  await prepared(async (database) => {
    const owner = connect(database.ownerUrl, { name: "test", max: 1 });
    const user = `${roleOf("relay")}_clone`, password = "an&other";
    try {
      const rotated = new Map(credentials).set("relay", { user, password });
      await prepare(database, { logins: rotated });
      const url = new URL(database.ownerUrl);
      [url.username, url.password] = [user, encodeURIComponent(password)];
      const clone = connect(url.href, { name: "test", max: 1 });
      assert.equal((await clone`select count(*) as n from event_store.event`)[0]!.n, 0);
      await assert.rejects(clone`select key from keyring.job_key`, /permission denied/);
      await clone.end();
      const first = connectAs(database, "relay");
      await first`select 1`;
      await first.end();
    } finally {
      await owner.unsafe(`drop role if exists ${user}`);
      await owner.end();
    }
  });
});

Deno.test("prepare: a login without a password is named", async () => {
  const logins = new Map(credentials);
  logins.delete("review");
  await prepared(async (database) => {
    await assert.rejects(prepare(database, { logins }), /review has no login/);
  });
});

Deno.test("prepare: keys from before are wrapped, and a new master key wraps them anew", async () => {
  await prepared(async (database) => {
    const owner = connect(database.ownerUrl, { name: "test", max: 1 });
    const wrappers = async () =>
      [...await owner`select key, master_key from keyring.job_key`]
        .map((row) => [row.key, row.master_key]);
    try {
      const { keyring } = new EventStore(owner);
      await transaction(owner, (tx) => keyring.create(tx, newId()));
      await prepare(database);
      const [first] = masterKey.MASTER_KEY.split(":");
      assert.deepEqual(await wrappers(), [[null, first]]);

      const next = newRingLine();
      const both = { MASTER_KEY: `${next},${masterKey.MASTER_KEY}` };
      await prepare(database, { masterKey: both });
      assert.deepEqual(await wrappers(), [[null, next.split(":")[0]]]);
      const noted = await owner`select 1 from security.entry where action = 'data_keys_wrapped'`;
      assert.equal(noted.length, 2, "each in the security log");
      await assert.rejects(prepare(database), /wrapped by the master key/);
      assert.deepEqual(await wrappers(), [[null, next.split(":")[0]]], "nothing was changed");
    } finally {
      await owner.end();
    }
  });
});

async function prepared(test: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = await createDatabase();
  try {
    await prepare(database);
    await test(database);
  } finally {
    await database.drop();
  }
}

function connectAs(database: TestDatabase, login: LoginName): Sql {
  const url = new URL(database.ownerUrl);
  [url.username, url.password] = [roleOf(login), credentials.get(login)!.password];
  return connect(url.href, { name: "test", max: 1 });
}

const DENIED = "42501";

/** Whatever the statement does is rolled back. */
async function isAllowed(sql: Sql, statement: string): Promise<boolean> {
  const undo = new Error("undo");
  try {
    await sql.begin(async (tx) => {
      await tx.unsafe(statement);
      throw undo;
    });
  } catch (error) {
    if (error === undo) return true;
    const { code } = error as { code?: string };
    if (code === DENIED) return false;
    throw new Error(`${statement}: ${error}`, { cause: error });
  }
  return true;
}
