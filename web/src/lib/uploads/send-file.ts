/**
 * Sends one file as a new job and tells how far it is; fetch cannot tell that, XMLHttpRequest can.
 * The same key again gives the same job, so a retry after a lost answer makes no second one.
 */
import type { Job, Problem } from "@rollcall/contracts/api";
import { asProblem, tellSignedOut, unreachable } from "#lib/api/http.ts";
import { newTraceparent } from "./traceparent.ts";
import { waitOf } from "./wait.ts";

/** `againInMs` where the server says that the same file will go through later, by itself. */
export type Sent =
  | { ok: true; job: Job }
  | { ok: false; problem: Problem; againInMs?: number };

/** Longer than the server takes at the longest: a connection that died must not hold its place. */
const SEND_MS = 11 * 60_000;

/** @param upload `id` is the key, `parts` go into the form before the file */
export function sendFile(
  { file, id, parts }: { file: File; id: string; parts: Record<string, string> },
  onprogress: (share: number) => void,
  signal: AbortSignal,
): Promise<Sent> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/jobs");
    request.setRequestHeader("Idempotency-Key", id);
    request.setRequestHeader("traceparent", newTraceparent());
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onprogress(loaded / total);
    };
    request.onload = () => resolve(read(request));
    request.timeout = SEND_MS;
    request.ontimeout = () => resolve({ ok: false, problem: unreachable() });
    request.onerror = () => resolve({ ok: false, problem: unreachable() });
    request.onabort = () => resolve({ ok: false, problem: unreachable() });
    signal.addEventListener("abort", () => request.abort());
    const form = new FormData();
    for (const [name, value] of Object.entries(parts)) form.set(name, value);
    form.set("file", file, file.name);
    request.send(form);
  });
}

function read(request: XMLHttpRequest): Sent {
  if (request.status >= 200 && request.status < 300) {
    return { ok: true, job: JSON.parse(request.responseText) };
  }
  if (request.status === 401) tellSignedOut();
  const problem = asProblem(request.status, request.responseText);
  const againInMs = waitOf(request.status, request.getResponseHeader("retry-after"));
  return { ok: false, problem, ...(againInMs !== undefined && { againInMs }) };
}
