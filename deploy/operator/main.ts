/**
 * One-off operator commands, in a task of their own with the owner's login:
 *
 *     migrate            before a deployment
 *     replay [--status]  builds the read models anew, as `deno task replay`
 *     dlq list           looks after dead letters, as `deno task dlq`
 */
import { safeMessage } from "@rollcall/platform/loggable_error.ts";
import { readLogins } from "./logins.ts";
import { migrate } from "./migrate.ts";

const tools: Record<string, string> = {
  replay: "services/projection/replay/main.ts",
  dlq: "services/operations/dlq.ts",
};

const [command = "", ...args] = Deno.args;
const tool = tools[command];
if (command !== "migrate" && !tool) {
  console.error(`"${command}" is none of migrate, ${Object.keys(tools).join(", ")}`);
  Deno.exit(2);
}
try {
  const logins = readLogins(Deno.env.toObject());
  if (!tool) {
    await migrate(logins);
    console.log("the database is up to date");
    Deno.exit(0);
  }
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--cached-only", "-A", tool, ...args],
    env: { DATABASE_URL: logins.services, DATABASE_OWNER_URL: logins.owner },
  }).spawn().status;
  Deno.exit(code);
} catch (error) {
  console.error(safeMessage(error));
  Deno.exit(1);
}
