/**
 * `make dev`: the whole system on this machine. Looks first whether it can start at all, starts
 * everything, says what runs where, keeps it running, and ends every process on Ctrl-C.
 */
import { board, printer } from "./board.ts";
import { claimFolder } from "./claim.ts";
import { logFiles } from "./journal.ts";
import { NotStarted, type ProcessEvent } from "./keeper.ts";
import { takenPort } from "./ports.ts";
import { clearStaleServer } from "./postgres_stale.ts";
import { apiOrigin, processPlans, webOrigin } from "./processes.ts";
import { readSettings, SettingError } from "./settings.ts";
import { type Stack, stackOf } from "./stack.ts";

const root = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
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
  const settings = readSettings(root, Deno.env.toObject());
  const plans = processPlans(settings);
  const claim = await claimFolder(settings.dataDir);
  if (claim.ok) await clearStaleServer(`${settings.dataDir}/postgres`);
  const taken = claim.ok && claim.wasUnclean
    ? await stillTaken(() => takenPort(plans))
    : await takenPort(plans);
  if (taken) refuse(taken);
  if (!claim.ok) refuse(claim.problem);

  out.line(board(plans, settings.dataDir));
  const logs = logFiles(`${settings.dataDir}/logs`);
  const stack = stackOf(plans, settings, (event) => {
    tell(event);
    if (event.kind === "line") logs.write(event.name, event.line);
    if (event.kind === "gave up") end(1);
  });
  const end = endOnce(stack, () => {
    logs.close();
    claim.release();
  });
  endOnSignals(end);
  endWithParent(end);

  try {
    await stack.start();
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    out.good(`ready in ${seconds} s: ${webOrigin(settings)} (API at ${apiOrigin(settings)})`);
  } catch (error) {
    if (!(error instanceof NotStarted)) {
      out.problem(error instanceof Error ? error.message : String(error));
      end(1);
    }
  }
}

function tell(event: ProcessEvent): void {
  if (event.kind === "line") return out.said(event.name, event.line);
  if (event.kind === "ready") {
    const again = event.restarts > 0 ? "again " : "";
    return out.good(`${event.name} is ${again}ready (${event.afterMs} ms)`);
  }
  if (event.kind === "gave up") {
    return out.problem(
      `${event.name} ended with ${event.how}: its configuration is wrong (see its line above), ` +
        `so it is not started again; everything stops`,
    );
  }
  out.problem(`${event.name} ended (${event.how}), starting it again in ${event.restartInMs} ms`);
}

function refuse(sentence: string): never {
  out.problem(sentence);
  Deno.exit(1);
}

/** Processes of a run that was killed end within a second: their ports are not somebody else's. */
async function stillTaken(look: () => Promise<string | undefined>): Promise<string | undefined> {
  const until = Date.now() + 3_000;
  while (true) {
    const taken = await look();
    if (!taken || Date.now() > until) return taken;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function endOnce(stack: Stack, last: () => void): (code: number) => void {
  let ending = false;
  return (code) => {
    if (ending) return;
    ending = true;
    out.line("stopping …");
    stack.stop().then(() => {
      last();
      out.line("stopped");
      Deno.exit(code);
    });
  };
}

/** A second Ctrl-C after a moment does not wait for anybody. */
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

/** `deno task` may be killed with no chance to pass that on. */
function endWithParent(end: (code: number) => void): void {
  if (!Deno.args.includes("--end-with-parent")) return;
  const parent = Deno.ppid;
  setInterval(() => {
    if (Deno.ppid !== parent) end(1);
  }, 500);
}
