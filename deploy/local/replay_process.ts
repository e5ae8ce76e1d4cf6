/**
 * The process of `deno task replay`: it gets the two URLs of the database, and may reach the two
 * addresses in them. Whatever else the environment holds, the bus above all, is not handed on. Pure.
 */
import { permissionFlags } from "./permissions.ts";
import { databaseUrl, readSettings } from "./settings.ts";

export interface ReplayProcess {
  args: string[];
  /** the whole environment, but for what Deno itself needs */
  env: Record<string, string>;
}

/** @param variables the environment; where it names no database, that of `make dev` is meant */
export function replayProcess(
  root: string,
  { DATABASE_URL, DATABASE_OWNER_URL, ...variables }: Record<string, string>,
  args: string[],
): ReplayProcess {
  const settings = readSettings(root, variables);
  const env = {
    DATABASE_URL: DATABASE_URL || databaseUrl(settings, "service"),
    DATABASE_OWNER_URL: DATABASE_OWNER_URL || databaseUrl(settings, "owner"),
  };
  const main = "services/projection/replay/main.ts";
  return {
    args: ["run", "--preload=deploy/local/parent.ts", ...permissionFlags(env), main, ...args],
    env,
  };
}
