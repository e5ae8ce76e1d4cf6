/**
 * How slow this machine is now, whatever makes it so: its processor, a single core, somebody else's
 * work. Two programs of the kind that tests are made of run at once, and are timed by the clock.
 */
import { SLOWNESS, slowness } from "../harness/deadline.ts";

/** What the machine took, with nothing else to do, on which deadlines are written down. */
const REFERENCE_MS = 500;
const AT_ONCE = 2;
/** A deadline that waits even longer helps nobody. */
const SLOWNESS_MAX = 20;

/** Times by which the machine is slower than the one that deadlines are written for; 1 or more. */
export async function measureSlowness(): Promise<number> {
  if (Deno.env.has(SLOWNESS)) return slowness();
  const began = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return slownessOf(performance.now() - began);
}

export function slownessOf(tookMs: number): number {
  return Math.min(SLOWNESS_MAX, Math.max(1, Math.round(tookMs / REFERENCE_MS * 10) / 10));
}

async function work(): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", PROGRAM],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
  if (!success) throw new Error("the program that measures the machine failed");
}

const PROGRAM = `
  for (let round = 0; round < 4; round++) {
    const rows = Array.from({ length: 60_000 }, (_, i) => ({ id: i * 7919 % 60_013, name: "p" + i }));
    rows.sort((a, b) => a.id - b.id);
    const text = JSON.stringify(rows);
    const found = JSON.parse(text).filter(({ name }) => /^p[0-9]*7$/.test(name));
    const bytes = new TextEncoder().encode(text);
    for (let i = 0; i < 20; i++) await crypto.subtle.digest("SHA-256", bytes);
    if (found.length !== 6_000) Deno.exit(1);
  }
`;
