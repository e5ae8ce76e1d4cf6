/**
 * A file before its upload: how it would be read, and the user's changes to that. Each change fetches
 * a new preview; only the latest one counts.
 */
import type { FilePreview, Problem } from "@rollcall/contracts/api";
import { previewFile } from "#lib/api/calls.ts";
import { m } from "#lib/paraglide/messages.js";
import { columnWishes, type Wish, wished } from "#lib/reading/column-wishes.ts";
import {
  ask,
  choose,
  columnKey,
  fileColumns,
  type Mapping,
  mappingOf,
} from "#lib/reading/columns.ts";
import { asRead, automatic, formParts, type Reading } from "#lib/reading/reading.ts";
import { regionName } from "#lib/reading/regions.ts";
import { regionWords } from "#lib/answers/reasons.ts";
import { isStored, putSource, type Source } from "#lib/uploads/source.ts";

/** The beginning of a text tells how it is written; nothing else can be read in part. */
const PREVIEW_BYTES = 256 * 1024;

type Writing = Partial<Pick<Reading, "encoding" | "delimiter" | "headerRow" | "sheet">>;
type Found = { region: string | null; reason: string | null };

export class UploadDraft {
  readonly file: Source;
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
  /** What is to be done with the others, by their places. */
  wishes = $state.raw<ReadonlyMap<number, Wish>>(new Map());
  /** All that a workbook has, also while one is asked for that cannot be read. */
  sheets = $state.raw<readonly string[]>([]);
  #sheet = $state.raw<string | null>(null);
  /** Where phones are at home as the file says, when nobody said otherwise. */
  #found = $state.raw<Found>({ region: null, reason: null });
  #request: AbortController | null = null;
  /** Places of columns of which something was said in a former upload; null while that is unknown. */
  #recalled: ReadonlySet<number> | null = null;
  /** The columns that are shown while it is asked what they are as the file is now to be read. */
  #former: readonly string[] | null = null;
  /** What was done to them meanwhile: to be done again if they are the same. */
  #meanwhile: (() => void)[] = [];

  readonly #own: string | null;

  /** @param own where the user is at home, who need not be where the file is */
  constructor(file: Source, own: string | null) {
    this.file = file;
    this.#own = own;
    const known = isStored(file) ? asRead(file.job) : {};
    this.reading = $state.raw({ ...automatic(own), ...known });
  }

  /** Whether a stored file is read again, otherwise. */
  get isAgain(): boolean {
    return isStored(this.file);
  }

  /** What stands for the country where the user picks none. */
  home = $derived.by(() => {
    const { region, reason } = this.#found;
    if (region && reason) {
      return m.reading_phones_because({
        country: regionName(region),
        reason: regionWords(reason),
      });
    }
    return this.#own
      ? m.reading_phones_browser({ country: regionName(this.#own) })
      : m.reading_phones_unknown();
  });

  /** The sheet that is read. */
  sheet = $derived.by(() => this.#sheet ?? this.preview?.sheet ?? null);

  columns = $derived.by(() => this.preview ? fileColumns(this.preview) : []);
  isLeftOut = (index: number) => this.wishes.get(index)?.import === false;

  /** Changes the file format; columns may change, so the mapping is reset. */
  write(change: Writing): void {
    this.wishes = new Map();
    this.#recalled = null;
    this.#former ??= this.#labels();
    this.#meanwhile = [];
    if (change.sheet !== undefined) this.#sheet = change.sheet;
    this.reading = { ...this.reading, ...change, mapping: null, columns: [] };
    this.refresh();
  }

  /** Maps a column to a field, or makes it an extra if `field` is null. */
  assign(index: number, field: string | null): void {
    if (!this.preview) return;
    this.#again(() => this.assign(index, field));
    const { columns, fields: chosen } = this;
    const mapping = ask(this.#asked(), columns, chosen, { index, field });
    this.fields = choose(chosen, index, field);
    this.#wish(wished(this.wishes, index, { import: true }), mapping);
  }

  /** Leaves a column out: it is as if the file had none. */
  leaveOut(index: number): void {
    if (!this.preview) return;
    this.#again(() => this.leaveOut(index));
    const key = columnKey(this.columns, index);
    const asked = Object.entries(this.#asked()).filter(([, header]) => header !== key);
    const mapping = asked.length > 0 ? Object.fromEntries(asked) : null;
    this.fields = this.fields.with(index, null);
    this.#wish(wished(this.wishes, index, { import: false }), mapping);
  }

  /** Says what an extra is called, and what its values are. */
  describe(index: number, change: Wish): void {
    this.#again(() => this.describe(index, change));
    this.#wish(wished(this.wishes, index, change), this.reading.mapping);
  }

  /** First and last names stand in each other's column. */
  swapNames(): void {
    this.#again(() => this.swapNames());
    const [first, last] = ["first_name", "last_name"].map((name) => this.fields.indexOf(name));
    if (first === undefined || last === undefined || first < 0 || last < 0) return;
    const mapping = {
      ...this.#asked(),
      first_name: columnKey(this.columns, last),
      last_name: columnKey(this.columns, first),
    };
    this.fields = this.fields.with(first, "last_name").with(last, "first_name");
    this.#wish(this.wishes, mapping);
  }

  /** What is asked for so far; a change to a remembered mapping must include all of it. */
  #asked(): Mapping {
    const { preview, columns, fields } = this;
    if (this.reading.mapping) return this.reading.mapping;
    return preview?.remembered ? mappingOf(columns, fields, preview.fields) : {};
  }

  #labels = () => this.columns.map((_, index) => columnKey(this.columns, index));

  #again(change: () => void): void {
    if (this.#former) this.#meanwhile.push(change);
  }

  /** It is known what the columns are. @returns what is to be done to them again */
  #known(): (() => void)[] {
    const [former, meanwhile] = [this.#former, this.#meanwhile];
    this.#former = null;
    this.#meanwhile = [];
    if (meanwhile.length === 0) return [];
    this.wishes = new Map();
    return String(former) === String(this.#labels()) ? meanwhile : [];
  }

  #wish(wishes: ReadonlyMap<number, Wish>, mapping: Mapping | null): void {
    this.wishes = wishes;
    // The file may have no such columns: it is asked for them first.
    if (this.#former) return;
    const columns = columnWishes(this.columns, wishes, this.#recalled ?? []);
    this.reading = { ...this.reading, mapping, columns };
    this.refresh();
  }

  /** What does not change how the file is read, only what is made of its values. */
  treat(change: Partial<Pick<Reading, "foldGmail" | "asksSamePerson">>): void {
    this.reading = { ...this.reading, ...change };
  }

  /** Where phones are at home, or null where the file is to say it, and else the browser. */
  live(region: string | null): void {
    this.#live(region);
    this.refresh();
  }

  #live(region: string | null): void {
    this.picked = region;
    const says = this.#found.reason ? null : this.#own;
    this.reading = { ...this.reading, region: region ?? says };
  }

  /** The connection is back: asks again what was not answered for want of one. */
  reconnected(): void {
    if (this.refused?.status === 0) void this.refresh();
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
    if (answer.value.sheets.length > 0) this.sheets = answer.value.sheets;
    if (this.picked === null) {
      const { region, region_reason: reason } = answer.value;
      this.#found = { region, reason };
    }
    this.#live(this.picked);
    this.#take();
  }

  /** Takes the columns as they came. */
  #take(): void {
    const meanwhile = this.#known();
    this.fields = this.columns.map(({ field }) => field);
    if (!this.#recall()) {
      // What was left out before is left out now, until somebody says otherwise.
      for (const [place, column] of this.columns.entries()) {
        if (column.import !== false || this.wishes.has(place)) continue;
        this.wishes = wished(this.wishes, place, { import: false });
      }
    }
    for (const change of meanwhile) change();
  }

  /** Takes what was said of these columns before, once. @returns whether there is any */
  #recall(): boolean {
    if (this.#recalled) return false;
    const said = this.columns.flatMap(({ remembered }, place): [number, Wish][] =>
      remembered ? [[place, remembered]] : []
    );
    this.#recalled = new Set(said.map(([place]) => place));
    if (said.length > 0) this.#wish(new Map(said), this.reading.mapping);
    return said.length > 0;
  }

  close(): void {
    this.#request?.abort();
  }

  #form(): FormData {
    const { file } = this;
    const partial = !isStored(file) && /\.(?:csv|tsv|tab|txt)$/i.test(file.name) &&
      file.size > PREVIEW_BYTES;
    const form = new FormData();
    // What the file says goes before what the browser does.
    const reading = { ...this.reading, region: this.picked };
    if (this.#own) form.set("fallback_region", this.#own);
    for (const [name, value] of Object.entries(formParts(reading))) form.set(name, value);
    if (partial) form.set("partial", "true");
    putSource(form, file, partial ? file.slice(0, PREVIEW_BYTES) : undefined);
    return form;
  }
}
