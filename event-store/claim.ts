/**
 * Claims on work, as Postgres session-level advisory locks. A killed process loses its claims with
 * its connection, at once. They only avoid duplicate work: correctness rests on event ids and
 * expected versions.
 */
import { connect, type Sql } from "./connect.ts";

/**
 * The claims of this process.
 *
 * ```ts
 * const claims = new Claims(url, "worker");
 * assert.equal(await claims.take("account-1"), true);
 * assert.equal(await claims.take("account-1"), false);
 * await claims.release("account-1");
 * await claims.close();
 * ```
 */
export class Claims {
  readonly #sql: Sql;
  /** A session can take the same lock twice; this process must not. */
  readonly #mine = new Set<string>();

  /** Holds one dedicated connection to `url`. */
  constructor(url: string, name: string) {
    this.#sql = connect(url, { name, max: 1, keepOpen: true });
  }

  /** False if this or another process has the claim. */
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

  /** Releases a claim, which may already be gone with its connection. */
  async release(key: string): Promise<void> {
    if (!this.#mine.delete(key)) return;
    await this.#sql`select pg_advisory_unlock(hashtextextended(${key}, 0))`.catch(() => {});
  }

  /** Releases all claims. */
  async close(): Promise<void> {
    await this.#sql.end({ timeout: 2 });
  }
}
