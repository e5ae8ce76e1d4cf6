/**
 * A file before its upload: how it would be read, and the user's changes to that. Each change fetches
 * a new preview; only the latest one counts.
 */
import type { FilePreview, Problem } from "@rollcall/contracts/api";
import { previewFile } from "#lib/api/calls.ts";
import { ask, choose, fileColumns, mappingOf } from "#lib/reading/columns.ts";
import { automatic, formParts, type Reading } from "#lib/reading/reading.ts";
import { regionName } from "#lib/reading/regions.ts";

/** The beginning of a text tells how it is written; nothing else can be read in part. */
const PREVIEW_BYTES = 256 * 1024;

type Writing = Partial<Pick<Reading, "encoding" | "delimiter" | "headerRow" | "sheet">>;

export class UploadDraft {
  readonly file: File;
  reading: Reading;
  /** Where the user says that phones are at home; null where the file is to say it. */
  picked = $state.raw<string | null>(null);
  preview = $state.raw<FilePreview | null>(null);
  /** Why there is no preview: the server refused the file, or was not reached. */
  refused = $state.raw<Problem | null>(null);
  busy = $state(true);
  /** Why the preview waits for the user's other previews; null while it does not. */
  held = $state<string | null>(null);
  /** The field of each of the file's columns, in order. */
  fields = $state.raw<(string | null)[]>([]);
  #request: AbortController | null = null;

  readonly #own: string | null;

  /** @param own where the user is at home, who need not be where the file is */
  constructor(file: File, own: string | null) {
    this.file = file;
    this.#own = own;
    this.reading = $state.raw(automatic(own));
  }

  /** What stands for the country where the user picks none. */
  home = $derived.by(() => {
    const { region = null, region_reason: reason = null } = this.preview ?? {};
    if (region && reason) return `${regionName(region)} (${reason})`;
    return this.#own
      ? `${regionName(this.#own)} (as your browser says)`
      : "Nothing says it: leave them";
  });

  columns = $derived.by(() => this.preview ? fileColumns(this.preview) : []);

  /** Changes the file format; columns may change, so the mapping is reset. */
  write(change: Writing): void {
    this.reading = { ...this.reading, ...change, mapping: null };
    this.refresh();
  }

  /** Maps a column to a field, or makes it an extra if `field` is null. */
  assign(index: number, field: string | null): void {
    if (!this.preview) return;
    const { columns, fields: chosen, preview } = this;
    // A change to a remembered mapping must include all of it.
    const remembered = preview.remembered ? mappingOf(columns, chosen, preview.fields) : {};
    const mapping = ask(this.reading.mapping ?? remembered, columns, chosen, { index, field });
    this.fields = choose(chosen, index, field);
    this.reading = { ...this.reading, mapping };
    this.refresh();
  }

  /** What does not change how the file is read, only what is made of its values. */
  treat(change: Partial<Pick<Reading, "foldGmail" | "asksSamePerson">>): void {
    this.reading = { ...this.reading, ...change };
  }

  /** Where phones are at home, or null where the file is to say it, and else the browser. */
  live(region: string | null): void {
    this.picked = region;
    const says = this.preview?.region_reason ? null : this.#own;
    this.reading = { ...this.reading, region: region ?? says };
  }

  async refresh(): Promise<void> {
    this.#request?.abort();
    const request = this.#request = new AbortController();
    this.busy = true;
    this.held = null;
    const answer = await previewFile(this.#form(), request.signal, (sentence) => {
      if (!request.signal.aborted) this.held = sentence;
    });
    if (request.signal.aborted) return;
    this.busy = false;
    this.refused = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.preview = answer.value;
    this.live(this.picked);
    this.fields = this.columns.map(({ field }) => field);
  }

  close(): void {
    this.#request?.abort();
  }

  #form(): FormData {
    const { file } = this;
    const partial = /\.(?:csv|tsv|tab|txt)$/i.test(file.name) && file.size > PREVIEW_BYTES;
    const form = new FormData();
    // What the file says is asked for, whatever the browser does.
    const reading = { ...this.reading, region: null };
    for (const [name, value] of Object.entries(formParts(reading))) form.set(name, value);
    if (partial) form.set("partial", "true");
    form.set("file", partial ? file.slice(0, PREVIEW_BYTES) : file, file.name);
    return form;
  }
}
