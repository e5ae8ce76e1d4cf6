/** What the processes of a stack hold in memory. */
import { services } from "@rollcall/platform/manifest.ts";
import type { TestStack } from "../../harness/stack.ts";
import { residentMebibytes } from "../memory.ts";

/** By service, in MiB. */
export async function memoryOf(stack: TestStack): Promise<Map<string, number>> {
  const memory = new Map<string, number>();
  for (const { name } of services) memory.set(name, await residentMebibytes(stack.pid(name)));
  return memory;
}
