/**
 * Where bytes lie: the folders of a stack of its own, what its processes have said and exported, a
 * backup, and the memory of its processes.
 */
import { connect } from "@rollcall/event-store";
import { services } from "@rollcall/platform/manifest.ts";
import { openMasterKey } from "@rollcall/platform/master_key/mod.ts";
import type { Dump } from "../../event-store/testing/dump.ts";
import { startCollector } from "../harness/otlp.ts";
import { startStack, type TestStack } from "../harness/stack.ts";
import { stackMasterKey } from "../harness/stack_store.ts";
import { until } from "../harness/until.ts";
import { backUp, rewrite } from "./backup.ts";
import type { Pattern } from "./marks.ts";
import { scanMemory, withChildren } from "./memory.ts";
import { filesIn, scanFolder, type Scanned } from "./scan.ts";

export interface Places {
  stack: TestStack;
  /** Looks everywhere but in memory. */
  scan(patterns: Pattern[]): Promise<Record<PlaceName, Scanned>>;
  /** Looks at the memory of every process, the database's and the emulator's among them. */
  scanMemory(patterns: Pattern[]): Promise<Scanned>;
  /** The data keys that there are now, unwrapped, by their jobs. */
  keys(): Promise<Map<string, Uint8Array>>;
  /** Takes a backup, which is looked at from now on. */
  backUp(): Promise<Dump>;
  /** Resolves once no job, key, file or row of the user is left in any table or bucket. */
  gone(userId: string): Promise<void>;
  /** Writes tables anew and gives the log of the database back: what an operator's maintenance does. */
  rewrite(): Promise<void>;
  close(): Promise<void>;
}

export type PlaceName = "database" | "WAL" | "objects and queues" | "logs" | "traces" | "backup";

const PROCESSES = [...services.map((row) => row.name), "postgres", "emulator"];

export async function openPlaces(): Promise<Places> {
  const collector = startCollector();
  const stack = await startStack({
    stores: "own",
    variables: { ...collector.variables, POSTGRES_OPTIONS: "wal_recycle=off" },
  });
  const data = stack.variables.DATA_DIR!;
  const own = await Deno.makeTempDir({ prefix: "rollcall-scan-" });
  const sql = connect(stack.ownerUrl, { name: "scan", max: 1 });
  return {
    stack,
    scan: async (patterns) => {
      await sql`checkpoint`;
      await Deno.mkdir(`${own}/logs`, { recursive: true });
      for (const name of PROCESSES) {
        await Deno.writeTextFile(`${own}/logs/${name}`, stack.output(name).join("\n"));
      }
      await Deno.mkdir(`${own}/traces`, { recursive: true });
      await Deno.writeTextFile(`${own}/traces/spans`, JSON.stringify(collector.spans));
      const whole = await scanFolder(`${data}/postgres`, patterns);
      const isWal = ({ path }: { path: string }) => path.includes("/pg_wal/");
      const wal = await scanFolder(`${data}/postgres/pg_wal`, patterns);
      return {
        "database": {
          files: whole.files - wal.files,
          bytes: whole.bytes - wal.bytes,
          hits: whole.hits.filter((hit) => !isWal(hit)),
        },
        "WAL": wal,
        "objects and queues": await scanFolder(`${data}/emulator`, patterns),
        "logs": await scanFolder(`${own}/logs`, patterns),
        "traces": await scanFolder(`${own}/traces`, patterns),
        "backup": await scanFolder(`${own}/backup`, patterns),
      };
    },
    scanMemory: async (patterns) => {
      const processes = PROCESSES.map((name) => withChildren(name, stack.pid(name)!));
      const all = (await Promise.all(processes)).flatMap((one) => [...one]);
      return await scanMemory(new Map(all), patterns);
    },
    keys: async () => {
      const master = openMasterKey({ MASTER_KEY: stackMasterKey(stack) });
      const rows = await sql<{ job_id: string; wrapped: Uint8Array; master_key: string }[]>`
        select job_id, wrapped, master_key from keyring.job_key`;
      const keys = rows.map(async ({ job_id, wrapped, master_key }) =>
        [job_id, await master.unwrap({ bytes: wrapped, by: master_key }, job_id)] as const
      );
      return new Map(await Promise.all(keys));
    },
    backUp: () => backUp(sql, `${own}/backup`),
    gone: async (userId) => {
      await until("nothing of the user is left", async () => {
        const [row] = await sql`
          select (select count(*) from account.closed
                   where user_id = ${userId} and jobs_gone_at is not null) as closed,
                 (select count(*) from upload.kept_file where user_id = ${userId}) as files,
                 (select count(*) from upload.uploaded_hour where user_id = ${userId}) as hours,
                 (select count(*) from keyring.job_key) as keys,
                 (select count(*) from read_models.row_chunks) as rows,
                 (select count(*) from read_models.jobs) as jobs`;
        const { closed, ...rest } = row!;
        return closed === 1 && Object.values(rest).every((count) => count === 0);
      });
      await until("its files are gone", async () => {
        const files = await Array.fromAsync(filesIn(`${data}/emulator`));
        return !files.some((path) => path.includes("/uploads/"));
      });
    },
    rewrite: () => rewrite(sql),
    close: async () => {
      await sql.end({ timeout: 2 });
      await stack.close();
      await collector.close();
      await Deno.remove(own, { recursive: true });
    },
  };
}
