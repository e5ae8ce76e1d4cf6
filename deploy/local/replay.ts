/** `deno task replay`: runs the projection's replay as a process of its own; see replay_process.ts. */
import { replayProcess } from "./replay_process.ts";
import { withSecrets } from "./secrets.ts";
import { checkoutRoot } from "./settings.ts";

const variables = await withSecrets(checkoutRoot, Deno.env.toObject());
const { args, env } = replayProcess(checkoutRoot, variables, Deno.args);
const names = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR", "NO_COLOR"];
const forDeno = Object.fromEntries(names.map((name) => [name, Deno.env.get(name) ?? ""]));

const child = new Deno.Command(Deno.execPath(), {
  args,
  cwd: checkoutRoot,
  clearEnv: true,
  env: { ...Object.fromEntries(Object.entries(forDeno).filter(([, value]) => value)), ...env },
}).spawn();
Deno.exit((await child.status).code);
