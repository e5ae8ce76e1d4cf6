/**
 * A file before its upload: how it would be read, and what the person wants otherwise. Every
 * change is looked at anew by the server; only the newest look counts.
 */
import type { FilePreview, Problem } from "@rollcall/contracts/api";
import { previewFile } from "#lib/api/calls.ts";
import { ask, choose, fileColumns, mappingOf } from "#lib/reading/columns.ts";
import { automatic, formParts, type Reading } from "#lib/reading/reading.ts";

/** The beginning of a CSV tells how it is written; a workbook cannot be read in part. */
const LOOK_BYTES = 256 * 1024;

type Writing = Partial<Pick<Reading, "encoding" | "delimiter" | "headerRow" | "sheet">>;

export class Look {
  readonly file: File;
  reading: Reading;
  preview = $state.raw<FilePreview | null>(null);
  /** Why there is no preview: the server refused the file, or was not reached. */
  refused = $state.raw<Problem | null>(null);
  busy = $state(true);
  /** Why the look waits for others of the person's; null while it does not. */
  held = $state<string | null>(null);
  /** What each of the file's columns is, in their order. */
  fields = $state.raw<(string | null)[]>([]);
  #looking: AbortController | null = null;

  constructor(file: File, region: string | null) {
    this.file = file;
    this.reading = $state.raw(automatic(region));
  }

  columns = $derived.by(() => this.preview ? fileColumns(this.preview) : []);

  /** How the file is written; other columns may come of it, so what they are is asked anew. */
  write(change: Writing): void {
    this.reading = { ...this.reading, ...change, mapping: null };
    this.look();
  }

  /** Makes a column the field, or an extra where `field` is null. */
  assign(index: number, field: string | null): void {
    if (!this.preview) return;
    const { columns, fields: chosen, preview } = this;
    // To say something new of a mapping that was remembered, all of it has to be said.
    const remembered = preview.remembered ? mappingOf(columns, chosen, preview.fields) : {};
    const mapping = ask(this.reading.mapping ?? remembered, columns, chosen, { index, field });
    this.fields = choose(chosen, index, field);
    this.reading = { ...this.reading, mapping };
    this.look();
  }

  /** What does not change how the file is read, only what is made of its values. */
  treat(change: Partial<Pick<Reading, "region" | "foldGmail" | "asksSamePerson">>): void {
    this.reading = { ...this.reading, ...change };
  }

  async look(): Promise<void> {
    this.#looking?.abort();
    const looking = this.#looking = new AbortController();
    this.busy = true;
    this.held = null;
    const answer = await previewFile(this.#form(), looking.signal, (sentence) => {
      if (!looking.signal.aborted) this.held = sentence;
    });
    if (looking.signal.aborted) return;
    this.busy = false;
    this.refused = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    this.preview = answer.value;
    this.fields = this.columns.map(({ field }) => field);
  }

  close(): void {
    this.#looking?.abort();
  }

  #form(): FormData {
    const { file } = this;
    const partial = !/\.xlsx$/i.test(file.name) && file.size > LOOK_BYTES;
    const form = new FormData();
    for (const [name, value] of Object.entries(formParts(this.reading))) form.set(name, value);
    if (partial) form.set("partial", "true");
    form.set("file", partial ? file.slice(0, LOOK_BYTES) : file, file.name);
    return form;
  }
}
