/**
 * One replay at a time: a session-level advisory lock, which a killed process loses at once with
 * its connection. It only avoids wasted work; checkpoints and the swap make concurrent replays
 * harmless.
 */
import { connect } from "@rollcall/event-store";

export interface ReplayLock {
  /** @throws if the connection, and with it the lock, was lost */
  check(): Promise<void>;
  release(): Promise<void>;
}

const LOCK = 7_261_729;

/** @returns null while another replay holds it */
export async function takeReplayLock(url: string): Promise<ReplayLock | null> {
  const sql = connect(url, { name: "rollcall-replay-lock", max: 1, keepOpen: true });
  const release = () => sql.end({ timeout: 1 });
  const [row] = await sql<{ taken: boolean; pid: number }[]>`
    select pg_try_advisory_lock(${LOCK}) as taken, pg_backend_pid() as pid`;
  if (!row!.taken) {
    await release();
    return null;
  }
  return {
    release,
    check: async () => {
      const [now] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      if (now!.pid !== row!.pid) throw new Error("the replay's lock was lost: run it again");
    },
  };
}
