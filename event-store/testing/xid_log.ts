/**
 * The other known fix for sequence gaps: each event stores its transaction id, and readers only
 * read events older than every running transaction. Correct on a single server; the broken twin of
 * the log otherwise: transaction ids are specific to a server, and any of its databases can hold
 * them up. Test only.
 */
import type { Sql } from "../connect.ts";
import { eventually } from "./fixture.ts";

export const XID_TABLES = ["xid_log.event"];

/** A reader's last position; it needs both parts, since positions alone are not in order. */
export interface XidCheckpoint {
  xid: number;
  position: number;
}

export const FROM_THE_START: XidCheckpoint = { xid: 0, position: 0 };

export async function installXidLog(owner: Sql): Promise<void> {
  await owner.unsafe(`
    drop schema if exists xid_log cascade;
    create schema xid_log;
    create table xid_log.event (
      position bigint generated always as identity primary key,
      event_id uuid   not null unique,
      xid      xid8   not null default pg_current_xact_id()
    );`);
}

export async function appendToXidLog(sql: Sql, id: string): Promise<void> {
  await sql`insert into xid_log.event (event_id) values (${id})`;
}

/** Events after the checkpoint that may be read by now, in reading order. */
export async function readXidLog(
  sql: Sql,
  { xid, position }: XidCheckpoint,
): Promise<(XidCheckpoint & { id: string })[]> {
  const rows = await sql<(XidCheckpoint & { id: string })[]>`
    select event_id as id, xid::text::bigint as xid, position
      from xid_log.event
     where (xid, position) > (${xid}::text::xid8, ${position}::bigint)
       and xid < pg_snapshot_xmin(pg_current_snapshot())
     order by xid, position`;
  return [...rows];
}

/**
 * Reads until `count` events have arrived: other tests on the shared server may delay this reader.
 */
export async function awaitXidLog(sql: Sql, from: XidCheckpoint, count: number) {
  let read: Awaited<ReturnType<typeof readXidLog>> = [];
  await eventually(`${count} events may be read`, async () => {
    read = await readXidLog(sql, from);
    return read.length >= count;
  });
  return read;
}

/** Uses up transaction ids, as months of operation would. */
export async function useUpTransactionIds(owner: Sql, count: number): Promise<void> {
  await owner.unsafe(`
    do $$ begin
      for i in 1..${count} loop perform pg_current_xact_id(); commit; end loop;
    end $$`);
}
