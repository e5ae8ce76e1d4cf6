/** The parsed command of `deno task replay`. */
export type ReplayCommand =
  | { command: "replay" | "discard"; number: number | undefined }
  | { command: "rollback" | "status" };

export const usage = `deno task replay                  rebuilds the read models and swaps them
deno task replay --generation=N   the same, under that number
deno task replay --rollback       makes the previous generation live again
deno task replay --status         the generations, their states and positions
deno task replay --discard[=N]    removes a generation that is not live`;

/** @returns null if the arguments are invalid */
export function readCommand(args: string[]): ReplayCommand | null {
  const [arg, ...others] = args;
  if (others.length > 0) return null;
  if (arg === undefined) return { command: "replay", number: undefined };
  if (arg === "--rollback") return { command: "rollback" };
  if (arg === "--status") return { command: "status" };
  if (arg === "--discard") return { command: "discard", number: undefined };
  const [, option, digits] = /^--(generation|discard)=([1-9]\d{0,8})$/.exec(arg) ?? [];
  if (!option) return null;
  return { command: option === "discard" ? "discard" : "replay", number: Number(digits) };
}
