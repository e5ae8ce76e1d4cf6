/**
 * Runs an operator's tool with least permissions: against the local stack where the environment names
 * no database, else against what it names.
 *
 *     deno run -A deploy/local/tool.ts services/operations/dlq.ts list
 */
import { servicePlan } from "./processes.ts";
import { permissionFlags } from "./permissions.ts";
import { checkoutRoot, readSettings } from "./settings.ts";

const [entry, ...args] = Deno.args;
if (!entry) throw new Error("name the tool to run");

const given = Deno.env.toObject();
const settings = readSettings(checkoutRoot, given);
const plan = servicePlan({
  name: "tool",
  does: "an operator's tool",
  portVariable: "TOOL_PORT",
  port: 8099,
  needs: ["database", "bus"],
}, settings);
const env = { ...plan.env, ...given.DATABASE_URL ? pick(given, Object.keys(plan.env)) : {} };
if (given.DATABASE_URL && !given.DATABASE_OWNER_URL) delete env.DATABASE_OWNER_URL;

const child = new Deno.Command(Deno.execPath(), {
  args: ["run", ...permissionFlags(env, { aws: ["sns", "sqs"] }), entry, ...args],
  env,
  cwd: settings.root,
}).spawn();
Deno.exit((await child.status).code);

function pick(from: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => from[name] ? [[name, from[name]!]] : []));
}
