/**
 * `make dev`: the whole system on this machine. Starts everything, prints what runs where, restarts
 * what dies, and ends every process on Ctrl-C. `make observe`: the same with --observe, which adds
 * a page of traces and metrics.
 */
import { printer, printEvent, statusTable } from "./status_table.ts";
import { NotStarted } from "./supervisor.ts";
import { localStack } from "./local_stack.ts";
import { collectorPlan, observedSettings } from "./observe/collector_plan.ts";
import { processCommand } from "./ports.ts";
import { apiOrigin, processPlans, webOrigin } from "./processes.ts";
import { withSecrets } from "./secrets.ts";
import { checkoutRoot, readSettings, SettingError } from "./settings.ts";

const out = printer(Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR"));

try {
  await dev();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  out.problem(error.message);
  Deno.exit(1);
}

async function dev(): Promise<void> {
  const startedAt = Date.now();
  // Messages stay here unless a mail server is given.
  const given = { SMTP_URL: "outbox:", ...Deno.env.toObject() };
  const variables = await withSecrets(checkoutRoot, given);
  const plain = readSettings(checkoutRoot, variables);
  const observed = Deno.args.includes("--observe");
  const settings = observed ? observedSettings(plain) : plain;
  const collector = observed ? [collectorPlan(settings)] : [];
  const plans = [...processPlans(settings), ...collector];
  const stack = await localStack(plans, settings, (event) => {
    printEvent(out, event);
    if (event.kind === "gave up") end(1);
  });
  if (!stack.ok) {
    out.problem(stack.problem);
    Deno.exit(1);
  }
  const end = endOnce(stack.stop);
  endOnSignals(end);
  endWithParent(end);
  out.line(statusTable(plans, settings.dataDir));

  try {
    await stack.start();
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    out.good(`ready in ${seconds} s: ${webOrigin(settings)} (API at ${apiOrigin(settings)})`);
    if (variables.SMTP_URL === "outbox:") {
      out.good(`messages are kept at ${apiOrigin(settings)}/auth/mail`);
    }
    for (const { host, port } of collector) out.good(`observe at http://${host}:${port}`);
  } catch (error) {
    if (error instanceof NotStarted) return; // said already, and stopping
    out.problem(error instanceof Error ? error.message : String(error));
    end(1);
  }
}

function endOnce(stop: () => Promise<void>): (code: number) => void {
  let ending = false;
  return (code) => {
    if (ending) return;
    ending = true;
    out.line("stopping …");
    stop().then(() => {
      out.line("stopped");
      Deno.exit(code);
    });
  };
}

/** A second Ctrl-C after a moment exits at once. */
function endOnSignals(end: (code: number) => void): void {
  let first = 0;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => {
      first ||= Date.now();
      if (Date.now() - first > 1_000) Deno.exit(130); // the children end with their parent
      end(0);
    });
  }
}

/** `deno task` and `make` may be killed without passing the signal on. */
function endWithParent(end: (code: number) => void): void {
  if (!Deno.args.includes("--end-with-parent")) return;
  const parent = Deno.ppid;
  const starter = Number(Deno.env.get("ROLLCALL_STARTED_BY"));
  setInterval(async () => {
    const isGone = starter > 1 && await processCommand(starter) === undefined;
    if (isGone || Deno.ppid !== parent) end(1);
  }, 1_000);
}
