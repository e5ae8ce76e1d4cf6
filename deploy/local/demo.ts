/**
 * `make demo`: runs cli/demo.ts with the sample file against the running stack, or against one that
 * it starts and stops.
 */
import { printer, printEvent } from "./status_table.ts";
import { localStack } from "./local_stack.ts";
import { apiOrigin, processPlans } from "./processes.ts";
import { withSecrets } from "./secrets.ts";
import { checkoutRoot, readSettings } from "./settings.ts";

const out = printer(Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR"));
const settings = readSettings(
  checkoutRoot,
  await withSecrets(checkoutRoot, Deno.env.toObject()),
);
const url = apiOrigin(settings);

const stop = await isUp() ? async () => {} : await startStack();
try {
  Deno.exitCode = await demo();
} finally {
  await stop();
}
Deno.exit();

async function demo(): Promise<number> {
  await Deno.mkdir(settings.dataDir, { recursive: true });
  const sample = `${checkoutRoot}/deploy/local/sample-contacts.csv`;
  const target = `${settings.dataDir}/demo-contacts.csv`;
  const args = ["run", "--quiet", "-A", "cli/demo.ts", url, sample, target];
  const { code } = await new Deno.Command(Deno.execPath(), { args, cwd: checkoutRoot }).spawn()
    .status;
  return code;
}

async function isUp(): Promise<boolean> {
  return await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000) })
    .then((response) => response.body?.cancel().then(() => response.ok) ?? response.ok)
    .catch(() => false);
}

/** Everything but the web, which the demo does not need. */
async function startStack(): Promise<() => Promise<void>> {
  const plans = processPlans(settings).filter((plan) => plan.kind !== "web");
  const stack = await localStack(plans, settings, (event) => {
    if (event.kind !== "line") printEvent(out, event);
    if (event.kind === "gave up") Deno.exit(1);
  });
  if (!stack.ok) {
    out.problem(stack.problem);
    Deno.exit(1);
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => stack.stop().then(() => Deno.exit(130)));
  }
  out.line(`nothing answers at ${url}: starting the stack, to be ended again after the demo`);
  await stack.start();
  return stack.stop;
}
