/**
 * Dump and restore as pg_dump does it, in one snapshot and by COPY; the embedded Postgres brings no
 * pg_dump. The schema of the target comes from the migrations, as everywhere. Test only.
 */
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Sql } from "../connect.ts";

/** The data of these tables, as `copy … to stdout` says it. */
export type Dump = Map<string, Uint8Array<ArrayBuffer>>;

/** @param snapshotTaken called once the dump sees no later commit */
export async function dump(
  owner: Sql,
  tables: string[],
  snapshotTaken: () => Promise<unknown> = async () => {},
): Promise<Dump> {
  return await owner.begin("isolation level repeatable read read only", async (tx) => {
    await tx`select 1`;
    await snapshotTaken();
    const found: Dump = new Map();
    for (const table of tables) {
      const rows = await tx.unsafe(`copy ${table} to stdout`).readable();
      found.set(table, new Uint8Array(Buffer.concat(await rows.toArray())));
    }
    return found;
  }) as Dump;
}

/** Restores into existing, empty tables. */
export async function restore(owner: Sql, from: Dump): Promise<void> {
  for (const [table, rows] of from) {
    await pipeline(
      Readable.from([Buffer.from(rows)]),
      await owner.unsafe(`copy ${table} from stdin`).writable(),
    );
  }
}
