/**
 * One call to the API. What the server refuses comes back as a value with its problem details,
 * and so does a network that fails, so that every caller has one sentence to show. A call that the
 * server has no room for now (429, 503 with Retry-After) waits, and is made again by itself.
 */
import type { Problem } from "@rollcall/contracts/api";
import { Hold, type Waits } from "../waiting/hold.ts";
import { nextLink } from "./link.ts";

export type Answer<T> =
  | { ok: true; value: T; next: string | null }
  | { ok: false; problem: Problem };

export type CallOptions = Waits & {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
  /** The fetch of a load function, which may be told apart from the page's own. */
  fetch?: typeof fetch;
  /** Does not wait: for who asks again anyway, or has nothing to show meanwhile. */
  once?: boolean;
};

/** Longer than the server takes at the longest, its 504 included. */
const ANSWER_MS = 60_000;

let signedOut: () => void = () => {};

/** What to do once when a call is answered with 401: the session is over. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

/** For a call that does not go through `call`, and was answered with 401. */
export function tellSignedOut(): void {
  signedOut();
}

/**
 * Calls `path` (from the API's root, with its query); the answer is JSON, and so is the body but
 * for a form's.
 */
export async function call<T>(path: string, options: CallOptions = {}): Promise<Answer<T>> {
  const { signal, until } = options;
  const signals = [signal, until].filter((one) => one !== undefined);
  const hold = new Hold({ ...options, until: AbortSignal.any(signals) });
  try {
    for (;;) {
      const { answer, retryAfter } = await ask<T>(path, options);
      if (answer.ok || options.once) return answer;
      const problem = await hold.wait(answer.problem, retryAfter);
      if (problem) return { ok: false, problem };
    }
  } finally {
    hold.over();
  }
}

async function ask<T>(
  path: string,
  options: CallOptions,
): Promise<{ answer: Answer<T>; retryAfter: string | null }> {
  const signals = options.signal ? [options.signal] : [];
  const { body } = options;
  const isJson = body !== undefined && !(body instanceof FormData);
  let response: Response;
  let text: string;
  try {
    response = await (options.fetch ?? fetch)(`/api${path}`, {
      method: options.method ?? "GET",
      headers: isJson ? { "content-type": "application/json" } : {},
      body: body instanceof FormData ? body : isJson ? JSON.stringify(body) : undefined,
      credentials: "same-origin",
      signal: AbortSignal.any([AbortSignal.timeout(ANSWER_MS), ...signals]),
    });
    text = await response.text();
  } catch {
    return { answer: { ok: false, problem: unreachable() }, retryAfter: null };
  }
  if (!response.ok) {
    const problem = asProblem(response.status, text);
    if (response.status === 401 && !path.startsWith("/auth/")) tellSignedOut();
    return { answer: { ok: false, problem }, retryAfter: response.headers.get("retry-after") };
  }
  const value = (text === "" ? null : JSON.parse(text)) as T;
  const next = nextLink(response.headers.get("link"));
  return { answer: { ok: true, value, next }, retryAfter: null };
}

/** The problem in an error's body, or one made from its status where the body holds none. */
export function asProblem(status: number, body: string): Problem {
  try {
    const parsed = JSON.parse(body);
    if (typeof parsed?.detail === "string" && typeof parsed?.title === "string") {
      return { ...parsed, status };
    }
  } catch {
    // A proxy in between answers with a page of its own; the status is all that is left.
  }
  const detail = status >= 500
    ? `The server could not answer (status ${status}). Try again in a moment.`
    : `The server refused the call (status ${status}).`;
  return { type: "about:blank", title: "Error", status, detail };
}

/** Status 0 stands for a call that never reached the server. */
export function unreachable(): Problem {
  return {
    type: "about:blank",
    title: "Unreachable",
    status: 0,
    code: "UNREACHABLE",
    detail: "Rollcall cannot be reached. Check your connection, then try again.",
  };
}
