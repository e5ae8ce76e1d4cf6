/**
 * Wraps unwrapped data keys, and rewraps those of a previous master key. Only the keys change:
 * no event is rewritten. Safe to repeat, to break off, and to run beside services, which read a key as
 * it was or as it is.
 */
import { Buffer } from "node:buffer";
import type { Sql } from "./connect.ts";
import type { MasterKey, Wrapped } from "./master_key.ts";

/** Keys read at once. */
const PAGE_KEYS = 200;

interface KeyRow {
  job_id: string;
  key: Uint8Array | null;
  wrapped: Uint8Array | null;
  master_key: string | null;
}

/** How many data keys each master key wraps; under null those that are not wrapped. */
export async function countKeys(sql: Sql): Promise<Map<string | null, number>> {
  const rows = await sql<{ master_key: string | null; keys: number }[]>`
    select master_key, count(*) as keys from keyring.job_key group by master_key order by 1`;
  return new Map(rows.map((row) => [row.master_key, row.keys]));
}

/**
 * Wraps keys until all are by the current master key.
 *
 * ```ts
 * const ring = parseRing(newRingLine()), master = ringMasterKey(() => Promise.resolve(ring));
 * const owner = connect(ownerUrl, { name: "wrap", max: 1 }), id = newId();
 * await transaction(sql, (tx) => store.keyring.create(tx, id)); // without a master key
 * assert.deepEqual(await countKeys(owner), new Map([[null, 1]]));
 * assert.equal(await wrapKeys(owner, master, "unwrapped"), 1);
 * assert.equal(await wrapKeys(owner, master, "rewrap"), 0);
 * await owner.end();
 * ```
 *
 * @param which "unwrapped": those without a master key, which only the owner may read; "rewrap": those
 * of another one
 * @returns how many were wrapped
 * @throws if one cannot be unwrapped; those before it are done
 */
export async function wrapKeys(
  sql: Sql,
  master: MasterKey,
  which: "unwrapped" | "rewrap",
): Promise<number> {
  const current = await master.current();
  let wrapped = 0;
  for (let after = "00000000-0000-0000-0000-000000000000";;) {
    const rows = which === "unwrapped"
      ? await sql<KeyRow[]>`
        select job_id, key, wrapped, master_key from keyring.job_key
         where job_id > ${after} and wrapped is null order by job_id limit ${PAGE_KEYS}`
      : await sql<KeyRow[]>`
        select job_id, null as key, wrapped, master_key from keyring.job_key
         where job_id > ${after} and master_key <> ${current} order by job_id limit ${PAGE_KEYS}`;
    if (rows.length === 0) return wrapped;
    const anew = await Promise.all(rows.map((row) => wrapAnew(row, master)));
    wrapped += await (which === "unwrapped" ? store : replace)(sql, rows, anew);
    after = rows.at(-1)!.job_id;
  }
}

async function wrapAnew(row: KeyRow, master: MasterKey): Promise<Wrapped> {
  const { job_id, key, wrapped, master_key } = row;
  const raw = key ?? await master.unwrap({ bytes: wrapped!, by: master_key! }, job_id);
  try {
    return await master.wrap(raw, job_id);
  } finally {
    raw.fill(0);
  }
}

/** A key that was erased meanwhile stays erased. */
async function store(sql: Sql, rows: KeyRow[], anew: Wrapped[]): Promise<number> {
  const { count } = await sql`
    update keyring.job_key k
       set key = null, wrapped = decode(w.wrapped, 'base64'), master_key = w.master_key
      from unnest(${rows.map((row) => row.job_id)}::uuid[], ${anew.map(base64Of)}::text[],
                  ${anew.map(({ by }) => by)}::text[]) as w (job_id, wrapped, master_key)
     where k.job_id = w.job_id and k.wrapped is null`;
  return count;
}

/** One that another process wrapped meanwhile stays as it is. */
async function replace(sql: Sql, rows: KeyRow[], anew: Wrapped[]): Promise<number> {
  const former = rows.map((row) => row.master_key!);
  const { count } = await sql`
    update keyring.job_key k set wrapped = decode(w.wrapped, 'base64'), master_key = w.master_key
      from unnest(${rows.map((row) => row.job_id)}::uuid[], ${anew.map(base64Of)}::text[],
                  ${anew.map(({ by }) => by)}::text[], ${former}::text[])
           as w (job_id, wrapped, master_key, former)
     where k.job_id = w.job_id and k.master_key = w.former`;
  return count;
}

const base64Of = ({ bytes }: Wrapped) => Buffer.from(bytes).toString("base64");
