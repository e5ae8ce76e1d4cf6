/**
 * Inserts chunks of rows: many per statement, with the JSON as one text that is split at line ends.
 */
import type { TransactionSql } from "@rollcall/event-store";
import type { ChunkRow, WrittenChunk } from "../fold/model.ts";
import { storableJson } from "./json.ts";

/** Chunks per statement: while Postgres inserts them, the next ones are serialised. */
const STATEMENT_CHUNKS = 100;

/** Adds `chunks` to `table`, as "schema.name". */
export async function insertChunks(
  tx: TransactionSql,
  table: string,
  chunks: (ChunkRow | WrittenChunk)[],
): Promise<void> {
  let before: Promise<unknown> = Promise.resolve();
  for (let i = 0; i < chunks.length; i += STATEMENT_CHUNKS) {
    const some = chunks.slice(i, i + STATEMENT_CHUNKS);
    // JSON contains no raw line ends.
    const rows = some.map((chunk) => "json" in chunk ? chunk.json : storableJson(chunk.rows))
      .join("\n");
    await before;
    before = tx`
      insert into ${tx(table)} (job_id, first_row_id, rows)
      select job_id, first_row_id, rows::jsonb
        from rows from (
               unnest(${some.map((chunk) => chunk.job_id)}::uuid[],
                      ${some.map((chunk) => chunk.first_row_id)}::int[]),
               string_to_table(${rows}, E'\n')
             ) as chunk (job_id, first_row_id, rows)`.execute();
    before.catch(() => {});
  }
  await before;
}
