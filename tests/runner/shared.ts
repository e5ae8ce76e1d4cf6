/** The stack that all tests share which only need a running system. */
import { FOLDER, LANE } from "../harness/run_settings.ts";
import { describeStack } from "../harness/shared_stack.ts";
import { startStack } from "../harness/stack.ts";
import type { RunFolder } from "./run_folder.ts";

export interface SharedParts {
  /** What tests need to find it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** @param env where Postgres and the emulator are */
export async function startSharedStack(
  env: Record<string, string>,
  run: RunFolder,
): Promise<SharedParts> {
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  Deno.env.set(FOLDER, run.shared);
  Deno.env.set(LANE, "-1");
  const stack = await startStack();
  return { env: { ROLLCALL_TEST_STACK: describeStack(stack) }, stop: () => stack.close() };
}
