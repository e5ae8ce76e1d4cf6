/**
 * Another user, who goes on working whatever the owner of the large job does: asks for a page of
 * issues, uploads small files, and decides, each again and again. What he is refused is counted, and
 * measured like the rest.
 */
import type { Issue } from "@rollcall/contracts/api";
import { type Answer, ApiClient, isBehind } from "../../api/client.ts";
import { contactsCsv } from "../contacts.ts";
import type { Span } from "./steps.ts";

/** "seen": a query that waits for his decision (promise 10), asked again where it takes longer. */
export const acts = ["query", "upload", "decision", "seen"] as const;
export type Act = typeof acts[number];

export interface Seen {
  did: Record<Act, Span[]>;
  /** moments at which he was refused, with what */
  refused: { at: number; why: string }[];
}

const SMALL_ROWS = 1_000;
const PAUSE_MS = 50;

export class Bystander {
  readonly seen: Seen = {
    did: { query: [], upload: [], decision: [], seen: [] },
    refused: [],
  };
  readonly #client: Client;
  #isOver = false;
  #work: Promise<unknown> = Promise.resolve();
  /** resolves when he goes on; none while he is at work */
  #pause: PromiseWithResolvers<void> | undefined;
  /** acts that are under way */
  readonly #acts = new Set<Promise<void>>();

  private constructor({ apiUrl, token, userId }: ApiClient) {
    const refused = (why: string) => void this.seen.refused.push({ at: performance.now(), why });
    this.#client = new Client(apiUrl, token, userId, refused);
  }

  /** At work once his first file waits for him. */
  static async start(client: ApiClient, rows = SMALL_ROWS): Promise<Bystander> {
    const bystander = new Bystander(client);
    const { id } = await bystander.#client.import(contactsCsv(rows));
    const open = await bystander.#client.issues(id, "limit=20&status=OPEN&type=DUPLICATE_EMAIL");
    bystander.#work = Promise.all([
      bystander.#again(() => bystander.#ask(id)),
      bystander.#again(() => bystander.#upload(rows)),
      bystander.#again((turn) => bystander.#decide(id, open[turn % open.length]!)),
    ]);
    return bystander;
  }

  /** Resolves once what he was at has ended: he begins nothing until he goes on. */
  async rest(): Promise<void> {
    this.#pause ??= Promise.withResolvers();
    await Promise.all(this.#acts);
  }

  goOn(): void {
    this.#pause?.resolve();
    this.#pause = undefined;
  }

  /** Resolves once what he was at has ended. */
  async stop(): Promise<Seen> {
    this.#isOver = true;
    this.goOn();
    await this.#work;
    return this.seen;
  }

  async #ask(jobId: string): Promise<void> {
    await this.#timed("query", () => this.#client.call(`/jobs/${jobId}/issues?limit=20`));
  }

  async #upload(rows: number): Promise<void> {
    const { id, status } = await this.#timed(
      "upload",
      () => this.#client.import(contactsCsv(rows)),
    );
    if (status !== "NEEDS_REVIEW") throw new Error(`his upload became ${status}`);
    await this.#client.call(`/jobs/${id}`, { method: "DELETE" });
  }

  /** And takes it back, for the next time. */
  async #decide(jobId: string, { id, payload }: Issue): Promise<void> {
    const chosen_row_id = payload.candidates[0]!.raw_row_id;
    const { body } = await this.#timed(
      "decision",
      () => this.#client.post<{ version: number }>(`/issues/${id}/resolve`, { chosen_row_id }),
    );
    const path = `/jobs/${jobId}/issues?limit=20&min_version=${body.version}`;
    await this.#timed("seen", () => this.#client.seen(path));
    await this.#client.call(`/issues/${id}/resolution`, { method: "DELETE" });
  }

  async #timed<T>(act: Act, work: () => Promise<T>): Promise<T> {
    const from = performance.now();
    try {
      return await work();
    } finally {
      this.seen.did[act].push({ from, to: performance.now() });
    }
  }

  async #again(act: (turn: number) => Promise<void>): Promise<void> {
    for (let turn = 0; !this.#isOver; turn++) {
      await this.#pause?.promise;
      const under = act(turn).catch((error) => this.#client.refused(String(error)));
      this.#acts.add(under);
      await under;
      this.#acts.delete(under);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Tells of answers that somebody who is within his limits must not get. */
class Client extends ApiClient {
  constructor(
    apiUrl: string,
    token: string,
    userId: string,
    readonly refused: (why: string) => void,
  ) {
    super(apiUrl, token, userId);
  }

  override async call<T>(path: string, init?: RequestInit): Promise<Answer<T>> {
    const answer = await super.call<T>(path, init);
    // What was written a moment ago may not be there yet, in the time that the machine has for it.
    if (answer.status >= 400 && !isBehind(answer)) {
      this.refused(`${init?.method ?? "GET"} ${path}: ${answer.status}`);
    }
    return answer;
  }
}
