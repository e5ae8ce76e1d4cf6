/**
 * The service's handle of a thread: calls go in, results come out, and its end rejects pending
 * calls.
 */
import type { MasterKeyConfig } from "@rollcall/platform/master_key/mod.ts";
import { type Call, type FromThread, toError, type ToThread } from "./messages.ts";

/** How long a closing thread may take to end its connections before it is terminated. */
const CLOSE_MS = 2_000;

export interface ThreadOptions {
  databaseUrl: string;
  masterKey?: MasterKeyConfig | undefined;
  /** rows whose addresses it may cache */
  cachedRows: number;
}

interface Waiting {
  resolve: (answer: unknown) => void;
  reject: (error: unknown) => void;
}

export class Thread {
  /** Settles when the thread ends, for whatever reason. */
  readonly ended: Promise<void>;
  /** @throws if its code cannot be loaded, or loading is not permitted */
  readonly opened: Promise<void>;
  readonly #worker = new Worker(import.meta.resolve("./worker.ts"), { type: "module" });
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #isOver = false;
  readonly #end: () => void;

  constructor(options: ThreadOptions) {
    const opened = Promise.withResolvers<void>(), ended = Promise.withResolvers<void>();
    this.opened = opened.promise;
    this.ended = ended.promise;
    // Awaiting it is optional.
    this.opened.catch(() => {});
    this.#end = ended.resolve;
    this.#worker.onmessage = ({ data }) => {
      const message = JSON.parse(data) as FromThread;
      if ("opened" in message) opened.resolve();
      else if ("closed" in message) this.#over(new Error("the thread was closed"));
      else this.#settle(message);
    };
    this.#worker.onerror = (event) => {
      // Otherwise the whole process would end.
      event.preventDefault();
      const error = new Error(`a thread of the review service ended: ${event.message}`);
      opened.reject(error);
      this.#over(error);
    };
    this.#say({ open: options });
  }

  /** @throws what the call threw, or that the thread has ended */
  call(call: Call): Promise<unknown> {
    if (this.#isOver) return Promise.reject(new Error("the thread has ended"));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#say({ id, call });
    });
  }

  /** Makes it drop cached data of erased jobs; a decision in progress ends first. */
  forget(jobIds: string[]): void {
    if (!this.#isOver) this.#say({ forget: jobIds });
  }

  /** Work in progress is dropped: appends are atomic. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#say({ close: true });
    const late = setTimeout(() => this.#over(new Error("the thread was ended")), CLOSE_MS);
    await this.ended;
    clearTimeout(late);
  }

  #settle(message: Extract<FromThread, { id: number }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ("fault" in message) waiting?.reject(toError(message.fault));
    else waiting?.resolve(message.answer);
  }

  #over(error: Error): void {
    this.#isOver = true;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#end();
  }

  #say(message: ToThread): void {
    this.#worker.postMessage(JSON.stringify(message));
  }
}
