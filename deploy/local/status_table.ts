/** The local stack's terminal output: a table of what runs where, then events and log lines. */
import { readableLine } from "./log_files.ts";
import type { ProcessEvent } from "./supervisor.ts";
import type { ProcessPlan } from "./processes.ts";

export interface Printer {
  line(text: string): void;
  good(text: string): void;
  problem(text: string): void;
  /** A line of a process, prefixed with its name. */
  said(name: string, line: string): void;
}

/** What runs where, one row per process, with the variable that changes its port. */
export function statusTable(plans: ProcessPlan[], dataDir: string): string {
  const rows = plans.map((plan) => [plan.name, addressOf(plan), plan.portVariable, plan.title]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length))
  );
  const lines = rows.map((row) =>
    "  " + row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()
  );
  return ["", ...lines, "", `  data and logs in ${dataDir}`, ""].join("\n");
}

function addressOf({ kind, host, port, readyPath }: ProcessPlan): string {
  return kind === "store" && !readyPath ? `${host}:${port}` : `http://localhost:${port}`;
}

/** Prints an event of a process. */
export function printEvent(out: Printer, event: ProcessEvent): void {
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

export function printer(inColour: boolean, write = (text: string) => console.log(text)): Printer {
  const paint = (code: number, text: string) => inColour ? `\x1b[${code}m${text}\x1b[0m` : text;
  return {
    line: write,
    good: (text) => write(paint(32, `✓ ${text}`)),
    problem: (text) => write(paint(31, `✗ ${text}`)),
    said(name, line) {
      const text = readableLine(line);
      if (text !== undefined) write(`${paint(36, name.padEnd(10))} ${text}`);
    },
  };
}
