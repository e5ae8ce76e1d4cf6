/**
 * One-off operator commands, in a task of their own with the owner's login:
 *
 *     migrate            before a deployment
 *     replay [--status]  rebuilds the read models, as `deno task replay`
 *     admin grant ID     makes an account an operator's, as `deno task admin`
 *     dlq list           looks after dead letters, as `deno task dlq`
 *     erasures           applies the ledger of erasures after a restore, as `deno task erasures`
 */
import { readConfig } from "@rollcall/platform/config.ts";
import { fieldsOf } from "@rollcall/platform/config_fields.ts";
import { safeMessage } from "@rollcall/platform/loggable_error.ts";
import type { LoginName } from "../../platform/manifest.ts";
import { prepareDatabase } from "../database/prepare.ts";
import { readLogins } from "./logins.ts";

/** Each with the login that it works by. */
const tools: Record<string, { entry: string; login: LoginName }> = {
  admin: { entry: "services/identity/admin.ts", login: "admin" },
  replay: { entry: "services/projection/replay/main.ts", login: "projection" },
  dlq: { entry: "services/operations/dlq.ts", login: "dlq" },
  erasures: { entry: "services/upload/erasures.ts", login: "erasures" },
};

const [command = "", ...args] = Deno.args;
const tool = tools[command];
if (command !== "migrate" && !tool) {
  console.error(`"${command}" is none of migrate, ${Object.keys(tools).join(", ")}`);
  Deno.exit(2);
}
try {
  const { owner, logins, urlOf } = readLogins(Deno.env.toObject());
  if (!tool) {
    const { MASTER_KEY } = readConfig(fieldsOf["master key"]);
    await prepareDatabase({ ownerUrl: owner, logins, masterKey: { MASTER_KEY } });
    console.log("the database is up to date");
    Deno.exit(0);
  }
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--cached-only", "-A", tool.entry, ...args],
    env: { DATABASE_URL: urlOf(tool.login), DATABASE_OWNER_URL: owner },
  }).spawn().status;
  Deno.exit(code);
} catch (error) {
  console.error(safeMessage(error));
  Deno.exit(1);
}
