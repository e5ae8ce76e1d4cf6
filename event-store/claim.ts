/**
 * Claims: who is at work on what, as session locks of Postgres. A killed process loses its claims
 * with its connection, at once. They only save double work: what must not happen twice is guarded by
 * event ids and expected versions.
 */
import { connect, type Sql } from "./connect.ts";

export class Claims {
  readonly #sql: Sql;
  /** Session locks can be taken twice by one session; this process must not. */
  readonly #mine = new Set<string>();

  /** Holds one connection of its own on `url`, for as long as it lives. */
  constructor(url: string, name: string) {
    this.#sql = connect(url, { name, max: 1, keepOpen: true });
  }

  /** False where this or another process has the claim. */
  async take(key: string): Promise<boolean> {
    if (this.#mine.has(key)) return false;
    this.#mine.add(key);
    try {
      const [row] = await this.#sql<{ taken: boolean }[]>`
        select pg_try_advisory_lock(hashtextextended(${key}, 0)) as taken`;
      if (!row!.taken) this.#mine.delete(key);
      return row!.taken;
    } catch (error) {
      this.#mine.delete(key);
      throw error;
    }
  }

  /** Gives a claim back; the connection may have died and taken it along. */
  async release(key: string): Promise<void> {
    if (!this.#mine.delete(key)) return;
    await this.#sql`select pg_advisory_unlock(hashtextextended(${key}, 0))`.catch(() => {});
  }

  /** Gives all claims back. */
  async close(): Promise<void> {
    await this.#sql.end({ timeout: 2 });
  }
}
