/**
 * Sends one file as a new job and reports progress, which needs XMLHttpRequest rather than fetch.
 * The same key returns the same job, so a retry after a lost response creates no second one.
 */
import type { Job, Problem } from "@rollcall/contracts/api";
import { renewSession } from "#lib/api/session-calls.ts";
import { asProblem, sessionNow, tellSignedOut, unreachable } from "#lib/api/http.ts";
import { putSource, type Source } from "./source.ts";
import { newTraceparent } from "./traceparent.ts";

/** `retryAfter` is the server's header, if any. */
export type Sent =
  | { ok: true; job: Job }
  | { ok: false; problem: Problem; retryAfter: string | null };

/** Longer than the server's own timeouts: a dead connection must not hold its slot. */
const SEND_MS = 11 * 60_000;

/** @param upload `id` is the idempotency key, `parts` go into the form before the file */
export async function sendFile(
  upload: Sending,
  onprogress: (share: number) => void,
  signal: AbortSignal,
): Promise<Sent> {
  for (;;) {
    const since = sessionNow();
    await renewSession();
    const sent = await sendOnce(upload, onprogress, signal);
    const isRefused = !sent.ok && sent.problem.status === 401;
    if (!isRefused || !await tellSignedOut(since) || signal.aborted) return sent;
  }
}

type Sending = { file: Source; id: string; parts: Record<string, string> };

function sendOnce(
  { file, id, parts }: Sending,
  onprogress: (share: number) => void,
  signal: AbortSignal,
): Promise<Sent> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ ok: false, problem: unreachable(), retryAfter: null });
    const request = new XMLHttpRequest();
    request.open("POST", "/api/jobs");
    request.setRequestHeader("Idempotency-Key", id);
    request.setRequestHeader("traceparent", newTraceparent());
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onprogress(loaded / total);
    };
    request.onload = () => resolve(read(request));
    request.timeout = SEND_MS;
    const lost = () => resolve({ ok: false, problem: unreachable(), retryAfter: null });
    request.ontimeout = request.onerror = request.onabort = lost;
    signal.addEventListener("abort", () => request.abort());
    const form = new FormData();
    for (const [name, value] of Object.entries(parts)) form.set(name, value);
    putSource(form, file);
    request.send(form);
  });
}

function read(request: XMLHttpRequest): Sent {
  if (request.status >= 200 && request.status < 300) {
    return { ok: true, job: JSON.parse(request.responseText) };
  }
  const problem = asProblem(request.status, request.responseText);
  return { ok: false, problem, retryAfter: request.getResponseHeader("retry-after") };
}
