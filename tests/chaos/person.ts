/**
 * A person's program that does not give up: what fails on the way, or is answered with "come back",
 * is asked again. It notes every answer that a healthy system would not give.
 */
import type { Job } from "@rollcall/contracts/api";
import type { Answer, ApiClient } from "../api/client.ts";
import { formOf } from "../oracle/uploaded_file.ts";
import { allPages, type Reader } from "../oracle/api_outcome.ts";
import { toRequest } from "../oracle/steps.ts";
import type { PlannedImport } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { pause } from "./world.ts";

/** 408: the body was broken off on its way; 504: the gateway waited in vain. */
const COME_BACK = [408, 429, 503, 504];
const FIRST_PAUSE_MS = 50, LAST_PAUSE_MS = 1_000;
const POLL_MS = 300;
/** Longer than the gateway waits for a service. */
const CALL_MS = 60_000;

export class Person {
  /** What the API answered that it must not answer. */
  readonly complaints: string[] = [];

  constructor(
    readonly client: ApiClient,
    readonly progress: Pick<Progress, "turn" | "head" | "moved">,
  ) {}

  /** Uploads the file, waits until the job rests, and takes all steps. @returns the job's id */
  async run(planned: PlannedImport, signal: AbortSignal, began: (id: string) => void) {
    await this.progress.turn();
    const id = await this.#upload(planned, signal);
    began(id);
    // Some are deleted before they are read.
    while (planned.steps[0]?.step.do !== "delete") {
      const { body } = await this.#insist<Job>(`/jobs/${id}`, {}, signal);
      if (body.status === planned.restsAs) break;
      await pause(POLL_MS);
    }
    const reader = this.reader(signal);
    for (const { step, answer } of planned.steps) {
      await this.progress.turn();
      // What was done by a try whose answer was lost is known as well.
      const version = await this.progress.head(signal);
      const { method, path, body: json } = await toRequest(reader, id, step, version);
      const headers = { "content-type": "application/json" };
      const init = json === undefined ? {} : { headers, body: JSON.stringify(json) };
      const asked = { method, ...init };
      const got = await this.#insist<{ code?: string }>(path, asked, signal);
      this.progress.moved();
      const { code } = got.body;
      const seen = got.status === 200 ? { status: 200 } : { status: got.status, code };
      // A try whose answer was lost may have done it; whether it did, the judge sees.
      if (got.isRepeated && got.status !== 200) continue;
      if (JSON.stringify(seen) !== JSON.stringify(answer)) {
        const what = `${planned.name}: ${JSON.stringify(step)}`;
        this.complaints.push(
          `${what} was answered ${JSON.stringify(seen)}, not ${JSON.stringify(answer)}`,
        );
      }
    }
  }

  /** The status of what he is shown, once somebody answers. */
  async statusOf(path: string, signal: AbortSignal): Promise<number> {
    return (await this.#insist(path, {}, signal)).status;
  }

  /** Reads as patiently as it acts. */
  reader(signal: AbortSignal): Reader {
    const get = async (path: string) => {
      const answer = await this.#insist<never>(path, {}, signal);
      if (answer.status !== 200) {
        throw new Error(`GET ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      return answer;
    };
    return {
      one: async (path) => (await get(path)).body,
      all: (path) => allPages(get, path),
    };
  }

  async #upload(planned: PlannedImport, signal: AbortSignal): Promise<string> {
    const { expected: { file }, idempotencyKey } = planned;
    const { status, body } = await this.#retry(
      () =>
        this.client.upload(file.bytes, {
          name: file.name,
          headers: { "idempotency-key": idempotencyKey },
          ...(file.mapping && { mapping: file.mapping }),
          form: formOf(file),
        }),
      `POST /jobs (${planned.name})`,
      signal,
    );
    this.progress.moved();
    if (status === 201) return body.id;
    throw new Error(`${planned.name} was not taken: ${status} ${JSON.stringify(body)}`);
  }

  #insist<T>(path: string, init: RequestInit, signal: AbortSignal) {
    const what = `${init.method ?? "GET"} ${path}`;
    const inTime = () => AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]);
    const ask = () => this.client.call<T>(path, { ...init, signal: inTime() });
    return this.#retry(ask, what, signal);
  }

  async #retry<T>(
    ask: () => Promise<Answer<T>>,
    what: string,
    signal: AbortSignal,
  ): Promise<Answer<T> & { isRepeated: boolean }> {
    for (let tries = 0;; tries++) {
      signal.throwIfAborted();
      const answer = await ask().catch(() => undefined);
      if (answer && answer.status >= 500 && !COME_BACK.includes(answer.status)) {
        this.complaints.push(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
      } else if (answer && !COME_BACK.includes(answer.status)) {
        return { ...answer, isRepeated: tries > 0 };
      }
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** tries, LAST_PAUSE_MS));
    }
  }
}
