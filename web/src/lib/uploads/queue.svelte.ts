/**
 * The upload queue: each file has a row, two are sent at a time. The queue lives as long as the
 * page, so leaving the list does not stop an upload.
 */
import type { Job } from "@rollcall/contracts/api";
import { refusal } from "#lib/uploads/refusal.ts";
import { sendFile } from "#lib/uploads/send-file.ts";
import type { Source } from "#lib/uploads/source.ts";
import { RetryPolicy } from "#lib/waiting/retry-policy.ts";

export type UploadState =
  | { kind: "waiting" }
  /** the server is too busy; it is retried automatically */
  | { kind: "held"; reason: string }
  | { kind: "sending"; share: number }
  | { kind: "refused"; reason: string }
  /** `unreached`: there was no connection, so that it is sent again once there is one */
  | { kind: "failed"; reason: string; unreached: boolean };

const AT_A_TIME = 2;
/** Statuses after which the same file may succeed later. */
const WORTH_A_RETRY = new Set([0, 401, 408, 409, 425, 429]);

export class Upload {
  readonly id = crypto.randomUUID();
  readonly file: Source;
  /** The reading options, as parts of the form. */
  readonly parts: Record<string, string>;
  readonly abort = new AbortController();
  /** It waits for earlier files as long as they take: the user sees it and can cancel. */
  patience = new RetryPolicy(Infinity);
  state = $state.raw<UploadState>({ kind: "waiting" });

  constructor(file: Source, parts: Record<string, string>) {
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

  add(files: Iterable<Source>, parts: Record<string, string> = {}): Upload[] {
    const added = [...files].map((file) => new Upload(file, parts));
    for (const upload of added) {
      const reason = refusal(upload.file, __MAX_UPLOAD_BYTES__);
      if (reason) upload.state = { kind: "refused", reason };
    }
    this.uploads = [...added, ...this.uploads];
    this.#pump();
    return added;
  }

  /** Retries an upload on the user's request. */
  retry(upload: Upload): void {
    upload.patience = new RetryPolicy(Infinity);
    this.#again(upload);
  }

  /** The connection is back: sends again what failed for want of one. */
  reconnected(): void {
    for (const upload of this.uploads) {
      if (upload.state.kind === "failed" && upload.state.unreached) this.retry(upload);
    }
  }

  dismiss(upload: Upload): void {
    upload.abort.abort();
    this.uploads = this.uploads.filter(({ id }) => id !== upload.id);
    this.#pump();
  }

  /** Calls the listener with each new job, until the returned function is called. */
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
      // From here on it is shown as a job.
      this.dismiss(upload);
      for (const listener of this.#sentListeners) listener(sent.job);
    } else {
      const { status, detail: reason } = sent.problem;
      const ms = upload.patience.next(status, sent.retryAfter);
      const again = WORTH_A_RETRY.has(status) || status >= 500;
      if (ms !== undefined) this.#hold(upload, reason, ms);
      else if (again) upload.state = { kind: "failed", reason, unreached: status === 0 };
      else upload.state = { kind: "refused", reason };
    }
    this.#pump();
  }
}

export const uploadQueue = new UploadQueue();
