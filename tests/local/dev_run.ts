/** Runs `make dev`'s program as a person would, on free ports and in a data folder of its own. */
import { steadyPort } from "../harness/steady_port.ts";
import { services, storePorts } from "@rollcall/platform/manifest.ts";
import { scaled, STEP_MS } from "../harness/deadline.ts";

export interface DevRun {
  pid: number;
  /** Resolves with the first line, said from now on or before, that matches. */
  until(pattern: RegExp, withinMs?: number): Promise<string>;
  /** Every line that it has said. */
  lines: string[];
  signal(signal: Deno.Signal): void;
  status: Promise<Deno.CommandStatus>;
}

export type Ports = Record<string, string | undefined>;

/** Variables that move every port of the stack to one that is free now. */
export function freePorts(): Ports {
  const rows = [...services, ...Object.values(storePorts)];
  return Object.fromEntries(
    rows.map((row) => ["variable" in row ? row.variable : row.portVariable, String(steadyPort())]),
  );
}

export function startDev(variables: Ports): DevRun {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "deploy/local/dev.ts", "--end-with-parent"],
    env: { ...defined(variables), NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    detached: true, // as a shell does it: a group of its own, which a signal can be sent to
  }).spawn();
  const lines: string[] = [];
  let wake = Promise.withResolvers<void>();
  const reading = (async () => {
    let rest = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
      wake.resolve();
      wake = Promise.withResolvers();
    }
  })();
  return {
    pid: child.pid,
    lines,
    signal(signal) {
      try {
        child.kill(signal);
      } catch { /* it has ended */ }
    },
    status: child.status.then(async (status) => {
      await reading;
      return status;
    }),
    async until(pattern, withinMs = STEP_MS) {
      const late = AbortSignal.timeout(scaled(withinMs));
      const tooLate = new Promise<void>((resolve) =>
        late.addEventListener("abort", () => resolve())
      );
      while (true) {
        const found = lines.find((line) => pattern.test(line));
        if (found !== undefined) return found;
        if (late.aborted) throw new Error(`no line ${pattern} in:\n${lines.join("\n")}`);
        await Promise.race([wake.promise, tooLate]);
      }
    },
  };
}

function defined(variables: Ports): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]]
    ),
  );
}
