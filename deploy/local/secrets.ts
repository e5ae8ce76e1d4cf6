/**
 * Secrets of the local stack: made at the first start, kept below the data folder in files that only
 * this user can read.
 */
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { newRingLine } from "../../event-store/master_key.ts";
import { masterKeyFiles, readSettings, type Settings } from "./settings.ts";

/**
 * The variables with the secrets that they do not set themselves.
 *
 * @throws {SettingError} as `readSettings`
 */
export async function withSecrets(
  root: string,
  variables: Record<string, string>,
): Promise<Record<string, string>> {
  if (variables.ROLLCALL_DB_PASSWORD) return variables;
  const { dataDir } = readSettings(root, variables);
  const make = () => randomBytes(32).toString("base64url");
  return { ...variables, ROLLCALL_DB_PASSWORD: await keptSecret(dataDir, "database-logins", make) };
}

/** Makes the files of master keys that there are not yet; see platform/master_key. */
export async function ensureMasterKeys({ dataDir }: Settings): Promise<void> {
  const make = () => `${newRingLine()}\n`;
  for (const name of Object.values(masterKeyFiles)) await keptSecret(dataDir, name, make);
}

/**
 * Puts a new master key before those that there are, and keeps so many of them, the newest. At no
 * moment is the file missing or half written: services read it while they run.
 */
export async function addMasterKey(file: string, former: number): Promise<void> {
  const lines = (await Deno.readTextFile(file)).split("\n").filter(Boolean).slice(0, former);
  const draft = `${file}.new`;
  await Deno.writeTextFile(draft, [newRingLine(), ...lines, ""].join("\n"), { mode: 0o600 });
  await Deno.rename(draft, file);
}

/** A text that stays the same once it was made. It is linked to its name once it is whole. */
async function keptSecret(dataDir: string, name: string, make: () => string): Promise<string> {
  const folder = resolve(dataDir, "secrets"), file = `${folder}/${name}`;
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(draft, make(), { mode: 0o600 });
  try {
    await Deno.link(draft, file);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  } finally {
    await Deno.remove(draft);
  }
  return await Deno.readTextFile(file);
}
