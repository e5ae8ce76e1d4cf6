/**
 * Runs an operator's tool with least permissions: against the database in the environment, else
 * against the local stack.
 *
 *     deno run -A deploy/local/tool.ts services/operations/dlq.ts list
 */
import { withSecrets } from "./secrets.ts";
import { checkoutRoot } from "./settings.ts";
import { toolProcess } from "./tool_process.ts";

const variables = await withSecrets(checkoutRoot, Deno.env.toObject());
const { args, env } = toolProcess(checkoutRoot, variables, Deno.args);
const child = new Deno.Command(Deno.execPath(), { args, env, cwd: checkoutRoot }).spawn();
Deno.exit((await child.status).code);
