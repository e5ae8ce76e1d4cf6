/**
 * Secrets of the local stack: made at the first start, kept below the data folder in files that only
 * this user can read.
 */
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { readSettings } from "./settings.ts";

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
  return { ...variables, ROLLCALL_DB_PASSWORD: await keptSecret(dataDir, "database-logins") };
}

/** A random text that stays the same once it was made. */
async function keptSecret(dataDir: string, name: string): Promise<string> {
  const folder = resolve(dataDir, "secrets"), file = `${folder}/${name}`;
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    await Deno.writeTextFile(file, randomBytes(32).toString("base64url"), {
      createNew: true,
      mode: 0o600,
    });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  return await Deno.readTextFile(file);
}
