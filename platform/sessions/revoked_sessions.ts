/**
 * Which sessions and users are revoked, as this process knows it. It is a copy of a short list that
 * `follow_revoked.ts` keeps up to date.
 */

/** Whom a token is about. */
export interface Bearer {
  userId: string;
  /** undefined in tokens of an external provider */
  sessionId: string | undefined;
}

export interface Revoked {
  id: string;
  isUser: boolean;
}

/** A list that was not read for so long is not relied on. */
const STALE_MS = 30_000;

export class RevokedSessions {
  #sessions = new Set<string>();
  #users = new Set<string>();
  /** when the list was last read; undefined while nobody follows it */
  #readAt: number | undefined;
  readonly #watchers = new Set<{ bearer: Bearer; end: () => void }>();

  /** @param now the clock, in ms */
  constructor(readonly now: () => number = () => performance.now()) {}

  /** Takes the list as it was just read, and ends what watches anybody on it. */
  replace(list: Revoked[]): void {
    this.#readAt = this.now();
    this.#sessions = new Set(list.filter(({ isUser }) => !isUser).map(({ id }) => id));
    this.#users = new Set(list.filter(({ isUser }) => isUser).map(({ id }) => id));
    if (list.length === 0) return;
    for (const { bearer, end } of this.#watchers) if (this.has(bearer)) end();
  }

  /** Whether the bearer's tokens are void. */
  has({ userId, sessionId }: Bearer): boolean {
    return this.#users.has(userId) || (sessionId !== undefined && this.#sessions.has(sessionId));
  }

  /** True if the list is followed but was not read for half a minute: who is on it is unknown. */
  get isStale(): boolean {
    return this.#readAt !== undefined && this.now() - this.#readAt > STALE_MS;
  }

  /** A signal that aborts once the bearer is revoked; `stop` lets go of it. */
  watch(bearer: Bearer): { signal: AbortSignal; stop: () => void } {
    const ending = new AbortController();
    const watcher = { bearer, end: () => ending.abort() };
    this.#watchers.add(watcher);
    if (this.has(bearer)) ending.abort();
    return { signal: ending.signal, stop: () => void this.#watchers.delete(watcher) };
  }

  /** How many watch. */
  get watchers(): number {
    return this.#watchers.size;
  }
}

/** The one list of this process: `startService` follows it, `authenticate` asks it. */
export const revokedSessions = new RevokedSessions();
