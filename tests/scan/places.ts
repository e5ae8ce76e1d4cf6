/** Where bytes lie: the folders of a stack of its own, and what its processes have said and exported. */
import { connect } from "@rollcall/event-store";
import { services } from "@rollcall/platform/manifest.ts";
import { startCollector } from "../harness/otlp.ts";
import { startStack, type TestStack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import type { Pattern } from "./marks.ts";
import { filesIn, scanFolder, type Scanned } from "./scan.ts";

export interface Places {
  stack: TestStack;
  /** Looks everywhere. */
  scan(patterns: Pattern[]): Promise<Record<PlaceName, Scanned>>;
  /** Resolves once no job, key, file or row of the user is left in any table or bucket. */
  gone(userId: string): Promise<void>;
  /** Writes tables anew and gives the log of the database back: what an operator's maintenance does. */
  rewrite(): Promise<void>;
  close(): Promise<void>;
}

export type PlaceName = "database" | "WAL" | "objects and queues" | "logs" | "traces";

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
      for (const name of [...services.map((row) => row.name), "postgres", "emulator"]) {
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
      };
    },
    gone: async (userId) => {
      await until("nothing of the user is left", async () => {
        const [row] = await sql`
          select (select count(*) from account.closed
                   where user_id = ${userId} and jobs_gone_at is not null) as closed,
                 (select count(*) from upload.kept_file where user_id = ${userId}) as files,
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
    rewrite: async () => {
      await sql`set statement_timeout = 0`;
      await sql`analyze`;
      await sql`vacuum full`;
      for (let i = 0; i < 3; i++) {
        await sql`select pg_switch_wal()`;
        await sql`checkpoint`;
      }
    },
    close: async () => {
      await sql.end({ timeout: 2 });
      await stack.close();
      await collector.close();
      await Deno.remove(own, { recursive: true });
    },
  };
}
