/** Makes an account an operator's by the command that an operator uses, with its least permissions. */
import type { TestStack } from "./stack.ts";

export type Installation = Pick<TestStack, "databaseUrls">;

/** What `deno task admin` says and how it ends. */
export async function adminCommand(
  { databaseUrls }: Installation,
  ...args: string[]
): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "deploy/local/tool.ts", "services/identity/admin.ts", ...args],
    env: { DATABASE_URL: databaseUrls.admin },
  }).output();
  const text = new TextDecoder();
  return { code, said: text.decode(stdout) + text.decode(stderr) };
}

/** The account's next token has the role. @throws if the command does not end well */
export async function makeOperator(stack: Installation, userId: string): Promise<void> {
  const { code, said } = await adminCommand(stack, "grant", userId);
  if (code !== 0) throw new Error(`admin grant ended with ${code}: ${said}`);
}
