/**
 * The command-line client: `deno task rollcall import people.csv --rule first --out clean.csv`. It
 * only uses the public API. Results go to stdout, progress and errors to stderr, and the exit code
 * tells how it ended.
 */
import { readArguments } from "./arguments.ts";
import { exitCodes, Failure } from "./exit_codes.ts";
import { asJson, failureAsJson, printable } from "./outcome.ts";
import { Progress } from "./progress.ts";
import { run } from "./run.ts";

const progress = new Progress({
  isTerminal: Deno.stderr.isTerminal(),
  width: Deno.stderr.isTerminal() ? Deno.consoleSize().columns : Infinity,
  write: (text) => writeTo(Deno.stderr, text),
});

const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(name, () => {
    if (interrupt.signal.aborted) Deno.exit(exitCodes.interrupted);
    interrupt.abort();
  });
}
Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  try {
    const invocation = readArguments(args, {
      ROLLCALL_URL: Deno.env.get("ROLLCALL_URL"),
      ROLLCALL_TOKEN: Deno.env.get("ROLLCALL_TOKEN"),
      ROLLCALL_PASSWORD: Deno.env.get("ROLLCALL_PASSWORD"),
      ROLLCALL_CODE: Deno.env.get("ROLLCALL_CODE"),
    });
    // A task runs in the checkout; INIT_CWD is the user's working directory.
    const folder = Deno.env.get("INIT_CWD") || Deno.cwd();
    const interrupted = interrupt.signal;
    const outcome = await run(invocation, { progress, folder, askPerson, interrupted });
    const said = invocation.json ? asJson(outcome) : outcome.lines.map(printable).join("\n");
    writeTo(Deno.stdout, `${said}\n`);
    return outcome.exitCode;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    progress.clear();
    if (args.includes("--json")) writeTo(Deno.stdout, `${failureAsJson(error)}\n`);
    else writeTo(Deno.stderr, `${error.message.split("\n").map(printable).join("\n")}\n`);
    return error.exitCode;
  }
}

/** A line typed at the terminal; undefined if there is no terminal, or the user interrupts. */
async function askPerson(question: string): Promise<string | undefined> {
  if (!Deno.stdin.isTerminal()) return undefined;
  writeTo(Deno.stderr, question);
  const bytes = new Uint8Array(1_000);
  const interrupted = new Promise<null>((resolve) =>
    interrupt.signal.addEventListener("abort", () => resolve(null), { once: true })
  );
  const read = await Promise.race([Deno.stdin.read(bytes), interrupted]);
  return read === null ? undefined : new TextDecoder().decode(bytes.subarray(0, read)).trim();
}

function writeTo(stream: typeof Deno.stdout, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let sent = 0; sent < bytes.length;) sent += stream.writeSync(bytes.subarray(sent));
}
