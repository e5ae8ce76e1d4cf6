/**
 * Brings every data key under the current master key: those from before there was one, and those that
 * a former one wraps. No event changes.
 */
import { noteNow } from "@rollcall/platform/security_log/write_entries.ts";
import { countKeys, type MasterKey, type Sql, wrapKeys } from "@rollcall/event-store";

/**
 * @param owner the owner's login, which alone may read a key that is not wrapped
 * @throws if this is not the master key of this database: then nothing was changed
 */
export async function wrapDataKeys(owner: Sql, master: MasterKey): Promise<void> {
  await check(owner, master);
  const unwrapped = await wrapKeys(owner, master, "unwrapped");
  if (unwrapped > 0) {
    // What was overwritten stays in the table's file until it is written anew.
    await owner`vacuum full keyring.job_key`;
  }
  const wrapped = unwrapped + await wrapKeys(owner, master, "rewrap");
  if (wrapped === 0) return;
  await noteNow(owner, { action: "data_keys_wrapped", userId: null, actor: "command" });
}

/** Opens a key of each master key that wraps some. */
async function check(owner: Sql, master: MasterKey): Promise<void> {
  for (const by of (await countKeys(owner)).keys()) {
    if (by === null) continue;
    const [row] = await owner<{ job_id: string; wrapped: Uint8Array }[]>`
      select job_id, wrapped from keyring.job_key where master_key = ${by} limit 1`;
    if (row) await master.unwrap({ bytes: row.wrapped, by }, row.job_id);
  }
}
