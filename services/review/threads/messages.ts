/**
 * Messages between the service and its threads. They are sent as JSON: structured cloning would
 * lose a column named __proto__.
 */
import type { RestoreCommand } from "../moments.ts";
import type { PreviewedCommand } from "../preview.ts";
import type { ReviewCommand } from "../review_commands.ts";
import type { Metadata } from "@rollcall/contracts";
import type { MasterKeyConfig } from "@rollcall/platform/master_key/mod.ts";

/** A call on the thread's reviews, as `ReviewCommands` has them. */
export type Call =
  | { execute: [jobId: string, userId: string | null, command: ReviewCommand, metadata: Metadata] }
  | { preview: [jobId: string, userId: string, command: PreviewedCommand] }
  | { previewRestore: [jobId: string, userId: string, command: RestoreCommand] }
  | { prepare: [jobId: string] };

export type ToThread =
  | { open: { databaseUrl: string; masterKey?: MasterKeyConfig | undefined; cachedRows: number } }
  | { id: number; call: Call }
  | { forget: string[] }
  | { close: true };

export type FromThread =
  | { opened: true }
  | { id: number; answer: unknown }
  | { id: number; fault: Fault }
  | { closed: true };

/** A serialised error with what `isUnavailable` needs: names, codes and causes. */
export interface Fault {
  name: string;
  message: string;
  stack: string | undefined;
  code?: string;
  cause?: Fault;
}

export function toFault(error: unknown): Fault {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), stack: undefined };
  }
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === "string" && { code }),
    ...(error.cause !== undefined && { cause: toFault(error.cause) }),
  };
}

export function toError({ name, message, stack, code, cause }: Fault): Error {
  const error = new Error(message, cause && { cause: toError(cause) });
  return Object.assign(error, { name, ...(stack && { stack }), ...(code && { code }) });
}
