/**
 * The process of `deno task replay`: it gets two database URLs, the owner's and the
 * projection's, and may connect only to their
 * addresses. Nothing else in the environment, the bus in particular, is passed on. Pure.
 */
import { permissionFlags } from "./permissions.ts";
import { databaseUrl, masterKeyOf, readSettings } from "./settings.ts";

export interface ReplayProcess {
  args: string[];
  /** the whole environment, except what Deno itself needs */
  env: Record<string, string>;
}

/** @param variables the environment; without a database URL, that of `make dev` is used */
export function replayProcess(
  root: string,
  { DATABASE_URL, DATABASE_OWNER_URL, MASTER_KEY, ...variables }: Record<string, string>,
  args: string[],
): ReplayProcess {
  const settings = readSettings(root, variables);
  const env = {
    DATABASE_URL: DATABASE_URL || databaseUrl(settings, "projection"),
    DATABASE_OWNER_URL: DATABASE_OWNER_URL || databaseUrl(settings, "owner"),
    MASTER_KEY: MASTER_KEY || masterKeyOf(settings, "projection"),
  };
  const main = "services/projection/replay/main.ts";
  return {
    args: [
      "run",
      "--preload=deploy/local/exit_with_parent.ts",
      ...permissionFlags(env),
      main,
      ...args,
    ],
    env,
  };
}
