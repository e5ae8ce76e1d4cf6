/**
 * A backup of the database, as docs/operations/restore.md has it: every table but those of the read
 * models. It is taken while the person is there, and restored once he is gone.
 */
import assert from "node:assert/strict";
import { connect, EventStore, type Sql } from "@rollcall/event-store";
import { openMasterKey } from "@rollcall/platform/master_key/mod.ts";
import { prepareDatabase } from "../../deploy/database/prepare.ts";
import { checkoutRoot, credentialsOf, readSettings } from "../../deploy/local/settings.ts";
import { toolProcess } from "../../deploy/local/tool_process.ts";
import { newRingLine } from "../../event-store/master_key.ts";
import { type Dump, dump, restore } from "../../event-store/testing/dump.ts";
import { startFreshCluster } from "../../event-store/testing/fresh_cluster.ts";
import type { TestStack } from "../harness/stack.ts";
import { stackMasterKey, stackStore } from "../harness/stack_store.ts";
import type { Pattern } from "./marks.ts";
import { scanFolder, type Scanned } from "./scan.ts";

/** What became of a backup from before a deletion. */
export interface Restored {
  /** events whose personal data the backup gives to whoever has no master key, or another one */
  openedByOthers: number;
  /** the same with the master key, before the ledger of erasures is applied */
  openedBefore: number;
  /** and once it is */
  openedAfter: number;
  /** every byte of the restored database, once its tables were written anew */
  scanned: Scanned;
}

/** Takes a backup, and writes it into a folder as well, a file for each table. */
export async function backUp(owner: Sql, folder: string): Promise<Dump> {
  const tables = await owner<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')
       and schemaname not like 'read\_models%' order by 1`;
  const taken = await dump(owner, tables.map(({ name }) => name));
  await Deno.mkdir(folder, { recursive: true });
  for (const [table, bytes] of taken) await Deno.writeFile(`${folder}/${table}`, bytes);
  return taken;
}

/** Restores it into a cluster of its own, and applies the stack's ledger of erasures there. */
export async function restoreBackup(
  stack: TestStack,
  backup: Dump,
  patterns: Pattern[],
): Promise<Restored> {
  const cluster = await startFreshCluster();
  const settings = readSettings(checkoutRoot, stack.variables);
  const MASTER_KEY = stackMasterKey(stack);
  await prepareDatabase({
    ownerUrl: cluster.ownerUrl,
    logins: credentialsOf(settings),
    masterKey: { MASTER_KEY },
  });
  const owner = connect(cluster.ownerUrl, { name: "scan-restored", max: 1 });
  try {
    await fillIn(owner, backup);
    const opened = async (masterKey: string) =>
      await countOpened(new EventStore(owner, openMasterKey({ MASTER_KEY: masterKey })));
    const openedByOthers = await countOpened(new EventStore(owner, "none")) +
      await opened(newRingLine()).catch(() => 0);
    const openedBefore = await opened(MASTER_KEY);
    await applyLedger(stack, cluster.ownerUrl);
    const openedAfter = await countOpened(stackStore(stack, owner));
    await rewrite(owner);
    return {
      ...{ openedByOthers, openedBefore, openedAfter },
      scanned: await scanFolder(cluster.dir, patterns),
    };
  } finally {
    await owner.end({ timeout: 2 });
    await cluster.stop();
  }
}

/** As a restore does: no trigger reacts to what was there already. */
async function fillIn(owner: Sql, backup: Dump): Promise<void> {
  await owner`set session_replication_role = replica`;
  await owner.unsafe(`truncate ${[...backup.keys()].join()} cascade`);
  await restore(owner, backup);
  await owner`set session_replication_role = default`;
}

async function countOpened(store: EventStore): Promise<number> {
  let opened = 0;
  for (let after = 0;;) {
    const page = await store.readLog(after);
    if (page.length === 0) return opened;
    opened += page.filter(({ personal }) => personal !== null).length;
    after = page.at(-1)!.position;
  }
}

/** The command that an operator runs, until there is nothing left to apply. */
async function applyLedger(stack: TestStack, ownerUrl: string): Promise<void> {
  const { args, env } = toolProcess(checkoutRoot, {
    ...stack.variables,
    AWS_ENDPOINT_URL: stack.awsEndpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
    DATABASE_URL: ownerUrl,
  }, ["services/upload/erasures.ts"]);
  for (;;) {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env })
      .output();
    const said = new TextDecoder().decode(stdout);
    assert.equal(code, 0, said + new TextDecoder().decode(stderr));
    const { applied, closed } = JSON.parse(said.trim().split("\n").at(-1)!);
    if (applied + closed === 0) return;
  }
}

/** Writes tables anew and gives the log of the database back: what an operator's maintenance does. */
export async function rewrite(owner: Sql): Promise<void> {
  await owner`set statement_timeout = 0`;
  await owner`analyze`;
  await owner`vacuum full`;
  for (let i = 0; i < 3; i++) {
    await owner`select pg_switch_wal()`;
    await owner`checkpoint`;
  }
}
