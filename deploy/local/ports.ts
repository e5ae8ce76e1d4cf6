/**
 * Checks ports before anything is started: which are taken and, if cheap to find out, by which
 * process. The message names the port and the variable that changes it.
 */
export interface WantedPort {
  name: string;
  host: string;
  port: number;
  portVariable: string;
}

/** A message about the first port that is taken, or undefined. */
export async function takenPort(wanted: WantedPort[]): Promise<string | undefined> {
  const seen = new Map<number, WantedPort>();
  for (const want of wanted) {
    const other = seen.get(want.port);
    if (other) {
      return `Port ${want.port} is asked for twice, by ${other.portVariable} and by ` +
        `${want.portVariable}: set one of them to another port.`;
    }
    seen.set(want.port, want);
  }
  for (const want of wanted) {
    if (isFree(want)) continue;
    const holder = await holderOf(want.port);
    return `Port ${want.port} for ${want.name} is taken${holder ? ` by ${holder}` : ""}: ` +
      `end that program or set ${want.portVariable} to a free port.`;
  }
}

/** Below the ephemeral range, whose ports come and go. */
const FREE_FROM = 20_000;
const FREE_TO = 32_000;
let nextFree = FREE_FROM + Math.floor(Math.random() * (FREE_TO - FREE_FROM));

/** A free port; ports are handed out in sequence, so that no two callers get the same. */
export function freePort(host = "127.0.0.1"): number {
  for (let tries = 0; tries < FREE_TO - FREE_FROM; tries++) {
    const port = nextFree++;
    if (nextFree > FREE_TO) nextFree = FREE_FROM;
    if (isFree({ host, port })) return port;
  }
  throw new Error(`no port from ${FREE_FROM} to ${FREE_TO} is free`);
}

/** The command line of a process, or undefined if it does not run (or is a zombie). */
export async function processCommand(pid: number): Promise<string | undefined> {
  if (Deno.build.os === "linux") {
    const text = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
    return text.replaceAll("\0", " ").trim() || undefined;
  }
  const text = await outputOf("ps", ["-o", "command=", "-p", String(pid)]);
  return text?.trim() || undefined;
}

function isFree({ host, port }: Pick<WantedPort, "host" | "port">): boolean {
  try {
    Deno.listen({ hostname: host, port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    if (error instanceof Deno.errors.PermissionDenied) return false; // below 1024, as a plain user
    throw error;
  }
}

/** `node (process 123)`, if lsof is installed. */
async function holderOf(port: number): Promise<string | undefined> {
  const found = await outputOf("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
  const pid = found?.match(/^p(\d+)$/m)?.[1];
  const command = found?.match(/^c(.+)$/m)?.[1];
  return pid && command ? `${command} (process ${pid})` : undefined;
}

async function outputOf(program: string, args: string[]): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command(program, { args, stderr: "null" }).output();
    return new TextDecoder().decode(stdout);
  } catch {
    return undefined;
  }
}
