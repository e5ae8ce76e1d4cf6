/**
 * The files on their way to the server: each with a row of its own, two sent at a time, the rest
 * waiting. The queue lives as long as the page, so that leaving the list does not stop an upload.
 */
import type { Job } from "@rollcall/contracts/api";
import { refusal } from "#lib/uploads/refusal.ts";
import { sendFile } from "#lib/uploads/send-file.ts";
import { Patience } from "#lib/waiting/patience.ts";

export type UploadState =
  | { kind: "waiting" }
  /** the server has no room for it yet; it is sent again by itself */
  | { kind: "held"; reason: string }
  | { kind: "sending"; share: number }
  | { kind: "refused"; reason: string }
  | { kind: "failed"; reason: string };

const AT_A_TIME = 2;
/** Answers after which the same file may go through later; the others need another file. */
const WORTH_A_RETRY = new Set([0, 401, 408, 409, 425, 429]);

export class Upload {
  readonly id = crypto.randomUUID();
  readonly file: File;
  /** How it is to be read; parts of the form. */
  readonly parts: Record<string, string>;
  readonly abort = new AbortController();
  /** It waits for the files before it for as long as they take: the person sees it, and may end it. */
  patience = new Patience(Infinity);
  state = $state.raw<UploadState>({ kind: "waiting" });

  constructor(file: File, parts: Record<string, string>) {
    this.file = file;
    this.parts = parts;
  }
}

class UploadQueue {
  uploads = $state<Upload[]>([]);
  busy = $derived(
    this.uploads.some(({ state }) => ["waiting", "held", "sending"].includes(state.kind)),
  );
  #sentListeners = new Set<(job: Job) => void>();

  add(files: Iterable<File>, parts: Record<string, string> = {}): Upload[] {
    const added = [...files].map((file) => new Upload(file, parts));
    for (const upload of added) {
      const reason = refusal(upload.file, __MAX_UPLOAD_BYTES__);
      if (reason) upload.state = { kind: "refused", reason };
    }
    this.uploads = [...added, ...this.uploads];
    this.#pump();
    return added;
  }

  /** The person wants it tried anew. */
  retry(upload: Upload): void {
    upload.patience = new Patience(Infinity);
    this.#again(upload);
  }

  dismiss(upload: Upload): void {
    upload.abort.abort();
    this.uploads = this.uploads.filter(({ id }) => id !== upload.id);
    this.#pump();
  }

  /** Calls back with each new job, until the function returned is called. */
  onSent(listener: (job: Job) => void): () => void {
    this.#sentListeners.add(listener);
    return () => this.#sentListeners.delete(listener);
  }

  #pump(): void {
    const sending = this.uploads.filter(({ state }) => state.kind === "sending").length;
    const waiting = this.uploads.filter(({ state }) => state.kind === "waiting").reverse();
    for (const upload of waiting.slice(0, Math.max(0, AT_A_TIME - sending))) this.#send(upload);
  }

  #again(upload: Upload): void {
    upload.state = { kind: "waiting" };
    this.#pump();
  }

  #hold(upload: Upload, reason: string, ms: number): void {
    if (upload.abort.signal.aborted) return;
    upload.state = { kind: "held", reason };
    const timer = setTimeout(() => this.#again(upload), ms);
    upload.abort.signal.addEventListener("abort", () => clearTimeout(timer));
  }

  async #send(upload: Upload): Promise<void> {
    upload.state = { kind: "sending", share: 0 };
    const sent = await sendFile(
      upload,
      (share) => upload.state = { kind: "sending", share },
      upload.abort.signal,
    );
    if (sent.ok) {
      // From here on it is a job, and shows among the jobs.
      this.dismiss(upload);
      for (const listener of this.#sentListeners) listener(sent.job);
    } else {
      const { status, detail: reason } = sent.problem;
      const ms = upload.patience.next(status, sent.retryAfter);
      const again = WORTH_A_RETRY.has(status) || status >= 500;
      if (ms !== undefined) this.#hold(upload, reason, ms);
      else upload.state = { kind: again ? "failed" : "refused", reason };
    }
    this.#pump();
  }
}

export const uploadQueue = new UploadQueue();
