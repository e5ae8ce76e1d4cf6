/**
 * Takes files in, from whichever page they come: what cannot be sent is refused by name, and each of
 * the others has its turn to be looked at before it is uploaded.
 */
import type { Job } from "@rollcall/contracts/api";
import { readableName } from "@rollcall/contracts/file-names";
import { m } from "#lib/paraglide/messages.js";
import { notices } from "#lib/ui/notices.svelte.ts";
import { uploadQueue } from "#lib/uploads/queue.svelte.ts";
import { refusal } from "#lib/uploads/refusal.ts";
import { isStored, type Source, storedFile } from "#lib/uploads/source.ts";

class Intake {
  /** The files that came together. */
  #files = $state.raw<readonly Source[]>([]);
  #at = $state(0);
  /** The one whose turn it is; null while there is none. */
  file = $derived(this.#files[this.#at] ?? null);
  place = $derived({ at: this.#at + 1, of: this.#files.length });

  /** Files that come while another is looked at wait behind it. */
  take(given: readonly File[]): void {
    const files = given.map((file) => new File([file], readableName(file.name), file));
    const refused = files.filter((file) => refusal(file, __MAX_UPLOAD_BYTES__) !== null);
    if (refused.length > 0) uploadQueue.add(refused);
    const taken = files.filter((file) => !refused.includes(file));
    if (taken.length === 0) return;
    if (this.file) notices.show(m.uploads_added_behind({ n: taken.length }));
    this.#files = [...this.#files, ...taken];
  }

  /** Looks at the file of a job again, to read it otherwise; once, however often it is asked for. */
  readAgain(job: Job): void {
    const waiting = this.#files.slice(this.#at);
    if (waiting.some((file) => isStored(file) && file.job.id === job.id)) return;
    this.#files = [...this.#files, storedFile(job)];
  }

  /** @param parts of the form, beside the file */
  upload(parts: Record<string, string>): void {
    if (!this.file) return;
    uploadQueue.add([this.file], parts);
    notices.announce(m.uploads_added({ n: 1 }));
    this.next();
  }

  /** Uploads the file so, and those behind it as they are. */
  uploadAll(parts: Record<string, string>): void {
    if (!this.file) return;
    const others = this.#files.slice(this.#at + 1);
    uploadQueue.add([this.file], parts);
    uploadQueue.add(others);
    notices.announce(m.uploads_added({ n: others.length + 1 }));
    this.cancel();
  }

  /** Goes on to the next file; without one it is over. */
  next(): void {
    if (this.#at + 1 < this.#files.length) this.#at++;
    else this.cancel();
  }

  /** Forgets the files that were not uploaded. */
  cancel(): void {
    this.#files = [];
    this.#at = 0;
  }
}

export const intake = new Intake();
