/**
 * Sends requests, with retries if the server asks for them; other refusals end the command with the
 * server's message. Knows nothing of the requests' content.
 */
import { setTimeout as after } from "node:timers/promises";
import { Problem } from "@rollcall/contracts/api";
import { jsonOrUndefined } from "@rollcall/contracts/json";
import { exitCodeOf, Failure, NoAnswer } from "./exit_codes.ts";
import type { FormBody } from "./multipart.ts";

/** Attempts for a request when the server is busy, and the longest wait between two. */
const TRIES = 4, WAIT_SECONDS = 10;

/** Called once per request with the reason why it waits for other work of the same user. */
export type OnWait = (sentence: string) => void;

/** Creates the body again for each attempt. */
export type MakeForm = () => Promise<FormBody>;

export interface Manner {
  form?: MakeForm;
  /** There is an alternative to this request, so do not wait out a limit (429). */
  isReplaceable?: boolean;
}

/** A new access token for the session. @throws Failure if it has ended */
export type RenewToken = () => Promise<string>;

export class Transport {
  /** What renews an expired token; without it a session ends with its token. */
  renew: RenewToken | undefined;
  #token: string;
  #renewing: Promise<string> | undefined;

  /** @param signal aborts every request: on timeout, or if the user interrupts */
  constructor(
    readonly url: string,
    token: string,
    readonly signal?: AbortSignal,
    readonly onWait?: OnWait,
  ) {
    this.#token = token;
  }

  /** The access token, as of now. */
  get token(): string {
    return this.#token;
  }

  /**
   * Sends a request, with retries if the server asks for them, and once more if its token had expired;
   * resolves to a successful response. A request that must wait for other work of the same user (429) waits until the command's timeout.
   */
  async call(
    method: string,
    path: string,
    init: RequestInit = {},
    { form, isReplaceable = false }: Manner = {},
  ): Promise<Response> {
    const headers = new Headers(init.headers);
    const signals = [this.signal, init.signal].filter((signal) => signal instanceof AbortSignal);
    const signal = AbortSignal.any(signals);
    let outages = 0, isSaid = false, isRenewed = false;
    for (;;) {
      const token = this.#token;
      if (token) headers.set("authorization", `Bearer ${token}`);
      const made = await form?.();
      if (made) headers.set("content-type", made.contentType);
      const response = await fetch(this.url + path, {
        ...init,
        ...(made && { body: made.stream }),
        method,
        headers,
        signal,
      }).catch((error) => {
        signal.throwIfAborted();
        throw unreachable(this.url, error);
      });
      if (response.ok) return response;
      if (response.status === 401 && this.renew && !isRenewed) {
        isRenewed = true;
        await response.body?.cancel();
        await this.#renewed(token, this.renew);
        continue;
      }
      const waitSeconds = Number(response.headers.get("retry-after") ?? NaN);
      const isFull = response.status === 429;
      const mayComeBack = isFull ? !isReplaceable : response.status === 503 && ++outages < TRIES;
      const refusal = refused(response.status, await response.text());
      if (!mayComeBack || !(waitSeconds <= WAIT_SECONDS)) throw refusal;
      if (isFull && !isSaid) this.onWait?.(refusal.message);
      isSaid ||= isFull;
      await pause(waitSeconds * 1_000, signal);
    }
  }

  /** Requests that were refused with the same token renew it once. */
  async #renewed(refused: string, renew: RenewToken): Promise<void> {
    if (refused !== this.#token) return;
    this.#renewing ??= renew().finally(() => this.#renewing = undefined);
    this.#token = await this.#renewing;
  }
}

/** The JSON of a response. @throws NoAnswer if it breaks off or is not JSON */
export async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text().catch((error) => {
    throw new NoAnswer(`The answer broke off: ${error.message}.`, undefined, { cause: error });
  });
  const body = jsonOrUndefined(text);
  if (body === undefined) throw new NoAnswer("The answer is not JSON; is it the right server?");
  return body;
}

/** Resolves after the time, or rejects with the signal's abort reason. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await after(ms, undefined, { signal }).catch(() => signal?.throwIfAborted());
}

function unreachable(url: string, cause: unknown): NoAnswer {
  const detail = cause instanceof Error ? cause.message : String(cause);
  const message = `No server answers at ${url}: ${detail}. Start one, or name another with --url.`;
  return new NoAnswer(message, undefined, { cause });
}

/** A Failure with the server's message. */
function refused(status: number, text: string): Failure {
  const { data: problem } = Problem.safeParse(jsonOrUndefined(text));
  const fields = problem?.errors?.map(({ path, message }) => `${path}: ${message}`) ?? [];
  const said = problem ? [problem.detail, ...fields].join("\n  ") : `The server says ${status}.`;
  if (status >= 500) return new NoAnswer(said, problem);
  return new Failure(exitCodeOf(status, problem?.code), said, problem);
}
