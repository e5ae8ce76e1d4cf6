/**
 * API calls. Refusals are returned as values with problem details, as are network failures, so that
 * every caller has a sentence to show. Calls that the server is too busy for (429, 503 with
 * Retry-After) are retried automatically.
 */
import type { Problem } from "@rollcall/contracts/api";
import { m } from "../paraglide/messages.js";
import { fieldInOwnWords, inOwnWords } from "../answers/sentences.ts";
import { takeEarly } from "./early.ts";
import type { HeldCall } from "../waiting/held-call.ts";
import type { Waits } from "../waiting/waits.ts";
import { nextLink } from "./link.ts";

/** `next` is the path of a list's next page, `total` how many there are in all, where that is said. */
export type Answer<T> =
  | { ok: true; value: T; next: string | null; total: number | null }
  | { ok: false; problem: Problem };

export type CallOptions = Waits & {
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  body?: unknown;
  signal?: AbortSignal;
  /** The fetch of a SvelteKit load function. */
  fetch?: typeof fetch | undefined;
  /** Whoever asks finds out otherwise that the session is over. */
  quiet?: boolean;
  /** No retries: for callers that poll anyway, or cannot show a wait. */
  once?: boolean;
};

/** Longer than the server's own timeouts, including its 504. */
const ANSWER_MS = 60_000;

let signedOut: () => Promise<boolean> = () => Promise.resolve(false);
let sessions = 0;

/**
 * Sets the handler for 401 responses, when the session is over. It resolves to true once the same
 * person is signed in again: what was refused is then sent again.
 */
export function onSignedOut(handler: () => Promise<boolean>): void {
  signedOut = handler;
}

/** Which session requests are sent in, counted from when the page was opened. */
export const sessionNow = (): number => sessions;

/** The same person has signed in again: what was sent before is refused for the former session alone. */
export function beginSession(): void {
  sessions++;
}

/**
 * For 401 responses to requests that do not use `call`; true if they may be sent again.
 * @param since the session in which it was sent: where it is over already, nobody is asked
 */
export function tellSignedOut(since: number): Promise<boolean> {
  return since === sessions ? signedOut() : Promise.resolve(true);
}

/**
 * Calls `path` (from the API's root, with query). Responses are JSON, as are bodies except forms.
 */
export async function call<T>(path: string, options: CallOptions = {}): Promise<Answer<T>> {
  const { signal, until } = options;
  const signals = [signal, until].filter((one) => one !== undefined);
  const over = AbortSignal.any(signals);
  let hold: HeldCall | null = null;
  try {
    for (;;) {
      const since = sessions;
      const { answer, retryAfter } = await ask<T>(path, options);
      if (answer.ok) return answer;
      if (!options.quiet && endsSession(path, options, answer.problem)) {
        const isBack = unless(over, tellSignedOut(since));
        // Whoever polls asks again anyway.
        if (options.once || !await isBack) return answer;
        continue;
      }
      // Who says nothing about a retry is not asked again.
      if (options.once || retryAfter === null) return answer;
      hold ??= await heldCall({ ...options, until: over });
      if (!hold) return answer;
      const problem = await hold.wait(answer.problem, retryAfter);
      if (problem) return { ok: false, problem };
    }
  } finally {
    hold?.over();
  }
}

/** Comes with the first call that waits; null where the page cannot load it. */
async function heldCall(waits: Waits): Promise<HeldCall | null> {
  const loaded = await import("../waiting/held-call.ts").catch(() => null);
  return loaded && new loaded.HeldCall(waits);
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
    const early = options.method === undefined ? await takeEarly(path) : null;
    const { bare, headers } = withoutSearch(path);
    response = early ?? await (options.fetch ?? fetch)(`/api${bare}`, {
      method: options.method ?? "GET",
      headers: { ...headers, ...(isJson && { "content-type": "application/json" }) },
      body: body instanceof FormData ? body : isJson ? JSON.stringify(body) : null,
      credentials: "same-origin",
      signal: AbortSignal.any([AbortSignal.timeout(ANSWER_MS), ...signals]),
    });
    text = await response.text();
  } catch {
    return { answer: { ok: false, problem: unreachable() }, retryAfter: null };
  }
  if (!response.ok) {
    const problem = asProblem(response.status, text);
    return { answer: { ok: false, problem }, retryAfter: response.headers.get("retry-after") };
  }
  const value = (text === "" ? null : JSON.parse(text)) as T;
  const next = nextLink(response.headers.get("link"));
  const counted = response.headers.get("x-total-count");
  const total = counted === null ? null : Number(counted);
  return { answer: { ok: true, value, next, total }, retryAfter: null };
}

/**
 * The path, and in a header what is looked for there: it may be a person's name, and addresses stay in
 * the browser's memory of what it loaded, and in logs on the way.
 */
export function withoutSearch(path: string): { bare: string; headers: Record<string, string> } {
  const [bare = "", query = ""] = path.split("?");
  const words = new URLSearchParams(query);
  if (!words.has("q") && !words.has("filter")) return { bare: path, headers: {} };
  return { bare, headers: { "x-rollcall-query": `?${query}` } };
}

/** Whether it comes true before whoever asked has gone. */
async function unless(over: AbortSignal, hope: Promise<boolean>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const stop = () => resolve(false);
  if (over.aborted) stop();
  over.addEventListener("abort", stop);
  try {
    return await Promise.race([hope, promise]);
  } finally {
    over.removeEventListener("abort", stop);
  }
}

/** Signing in is refused with 401 as well, and who nobody is is found out by it. */
function endsSession(path: string, { method }: CallOptions, { status, code }: Problem): boolean {
  if (status !== 401 || path === "/auth/me" && method === undefined) return false;
  return !path.startsWith("/auth/") || code === "UNAUTHENTICATED";
}

/** The problem in an error response, or one made from its status if the body has none. */
export function asProblem(status: number, body: string): Problem {
  try {
    const parsed = JSON.parse(body);
    if (typeof parsed?.detail === "string" && typeof parsed?.title === "string") {
      return {
        ...parsed,
        status,
        detail: inOwnWords(parsed.code, parsed.detail),
        ...(parsed.errors && {
          errors: parsed.errors.map((error: { path: string; message: string }) => ({
            ...error,
            message: fieldInOwnWords(error.path, error.message),
          })),
        }),
      };
    }
  } catch {
    // A proxy's own error page: only the status is useful.
  }
  const detail = status >= 500 ? m.api_no_answer({ status }) : m.api_refused({ status });
  return { type: "about:blank", title: "Error", status, detail };
}

/** Status 0 means that the server was not reached. */
export function unreachable(): Problem {
  return {
    type: "about:blank",
    title: "Unreachable",
    status: 0,
    code: "UNREACHABLE",
    detail: m.api_unreachable(),
  };
}
