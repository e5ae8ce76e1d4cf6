/**
 * Takes a multipart form apart while it arrives and passes the one file on to a sink. After a
 * refusal the rest of the form is read and dropped, up to a bound: a client that is still sending
 * would lose the answer if the connection closed under it.
 */
import type { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy } from "@fastify/busboy";
import { type ColumnTreatment, readableName } from "@rollcall/contracts";
import { unstorableIn } from "@rollcall/platform/unstorable.ts";
import { z } from "zod";
import { IncomingBody } from "./incoming_body.ts";
import { checkDeclared, type FileFormat, kindOf } from "./file_rules.ts";
import { type Mapping, readMapping } from "./mapping.ts";
import { MeteredFile } from "./metered_file.ts";
import {
  optionFields,
  type OptionTexts,
  readHome,
  type ReadingOptions,
  readOptions,
  truthOf,
} from "./options.ts";
import { type FieldFault, Refused } from "./refusal.ts";
import { readTreatments } from "./treatments.ts";

export type ReceivedFile = {
  filename: string;
  format: FileFormat;
  sizeBytes: number;
  sha256: string;
  /** the most that the file can have with something in them; 0 where it is no table of text */
  lines: number;
  mapping: Mapping | null;
  /** what is to be done with columns that are no field */
  columns: ColumnTreatment[];
  options: ReadingOptions;
  /** the job whose file it is; null for one that was sent */
  readAgain: string | null;
  /** whether the client says that the file goes on; only a preview looks at it */
  partial: boolean;
  /** where phones are at home if nothing says it; only a preview looks at it */
  fallbackRegion: string | null;
};

/** A file that was uploaded before. */
export interface EarlierFile {
  filename: string;
  stream: Readable;
}

export type Received = { ok: true; file: ReceivedFile } | { ok: false; refused: Refused };

export type ReceiveOptions = {
  maxBytes: number;
  /** Aborts when the client has gone, takes too long or has to give way. */
  signal: AbortSignal;
  /** Measures how the body comes. */
  arrival?: IncomingBody;
  /** Asked once the first bytes are there, before any of them is taken. @throws Refused */
  admit?: () => Promise<void>;
  /** The stored file of a job that is to be read again. @throws Refused where there is none */
  stored?: (jobId: string) => Promise<EarlierFile>;
  /** Stores the file; rejects where it cannot, or where the stream fails. */
  sink: (file: Readable, format: FileFormat) => Promise<void>;
};

/** Besides the file: boundaries, part headers, the mapping and the options. */
const FORM_BYTES = 256 * 1024;
const MAPPING_BYTES = 64 * 1024;
const ownFields = ["mapping", "columns", "partial", "fallback_region", "read_again"] as const;
const fieldNames: readonly string[] = [...ownFields, ...optionFields];
/** How much more is read, and dropped, of a form that was refused, and for how long. */
const DRAIN_BYTES = 64 * 1024 * 1024;
const DRAIN_MS = 5_000;

/**
 * @throws whatever the sink throws, and the signal's reason once it aborts
 */
export async function receive(request: Request, options: ReceiveOptions): Promise<Received> {
  const { maxBytes, signal } = options;
  const parser = openParser(request.headers);
  if (!parser || !request.body) return { ok: false, refused: new Refused({ outcome: "no form" }) };
  const form = new Form(options);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes + FORM_BYTES) {
    form.refuse(new Refused({ outcome: "file too large", maxBytes }));
  }
  parser.on(
    "file",
    (name, stream, filename, _encoding, mimeType) =>
      form.takeFile(name, stream, { filename, mimeType }),
  );
  parser.on("field", (name, value, _isNameCut, isCut) => form.takeField(name, value, isCut));
  const body = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
  const parsed = pipeline(body, form.bound(), parser, { signal }).then(
    () => undefined,
    (error: unknown) => form.broken(error),
  );
  await parsed;
  form.endDrain();
  await form.takeStored();
  await form.storing;
  signal.throwIfAborted();
  return form.outcome();
}

/** What a part says of the file in it. */
interface PartHead {
  filename: string;
  mimeType: string;
}

const OVER = Symbol("what was refused has been read for long enough");

/** What has arrived so far. The first refusal stands; a fault of the sink wins over all. */
class Form {
  #refused: Refused | undefined;
  #fault: unknown;
  readonly #texts: OptionTexts & Partial<Record<(typeof ownFields)[number], string>> = {};
  #file: { filename: string; stream: Readable; metered: MeteredFile } | undefined;
  readonly #drained = Promise.withResolvers<typeof OVER>();
  #drain: ReturnType<typeof setTimeout> | undefined;
  /** Settles once the sink is done with the file, well or not; never rejects. */
  storing: Promise<void> = Promise.resolve();

  constructor(readonly options: ReceiveOptions) {}

  refuse(refused: Refused): void {
    this.#refused ??= refused;
    this.#dropFile(this.#refused);
    this.#startDrain();
  }

  /** A fault on our side: the caller gets it as it is. */
  fail(error: unknown): void {
    this.#fault ??= error;
    this.#dropFile(new Error("the file was dropped"));
    this.#startDrain();
  }

  takeFile(name: string, stream: Readable, { mimeType, ...head }: PartHead): void {
    const filename = readableName(head.filename ?? "");
    stream.on("error", () => {});
    if (name !== "file") this.refuse(unexpected(name, "the file's part is called file"));
    else if (this.#file) this.refuse(unexpected("file", "there can be one file only"));
    if (this.#refused || this.#fault) return void stream.resume();
    const format = checkDeclared(filename, mimeType);
    if (typeof format !== "string") {
      this.refuse(new Refused(format));
      return void stream.resume();
    }
    const metered = new MeteredFile(this.options.maxBytes, format, kindOf(filename)!);
    this.#file = { filename, stream, metered };
    stream.on("error", (error) => metered.destroy(broken(error)));
    metered.on("error", () => {});
    stream.pipe(metered);
    this.storing = this.options.sink(metered, format).catch((error: unknown) => {
      const refused = [metered.errored, error].find((one) => one instanceof Refused);
      if (refused) this.refuse(refused);
      else this.fail(error);
    });
  }

  /** The file of a job, where the form names one in place of a file. */
  async takeStored(): Promise<void> {
    const { stored } = this.options;
    const jobId = this.#texts.read_again?.trim();
    if (!jobId || this.#refused || this.#fault) return;
    if (this.#file) return this.refuse(unexpected("read_again", "name a job or send a file"));
    if (!stored || !z.uuid().safeParse(jobId).success) {
      return this.refuse(unexpected("read_again", "expected the id of a job"));
    }
    try {
      const { filename, stream } = await stored(jobId);
      // Its kind was judged when it came, and its content is again.
      this.takeFile("file", stream, { filename, mimeType: "application/octet-stream" });
    } catch (error) {
      if (error instanceof Refused) this.refuse(error);
      else this.fail(error);
    }
  }

  takeField(name: string, value: string, truncated: boolean): void {
    if (!fieldNames.includes(name)) return;
    if (truncated) this.refuse(unexpected(name, `at most ${MAPPING_BYTES} bytes are taken`));
    this.#texts[name as keyof OptionTexts] = value;
  }

  /**
   * Passes the body on; after a refusal or a fault, only a limited amount of it, for a limited
   * time.
   */
  bound() {
    return async function* (this: Form, source: Readable) {
      const { arrival = new IncomingBody() } = this.options;
      const pieces = source[Symbol.asyncIterator]();
      let dropped = 0, begun = false;
      try {
        for (;;) {
          const next = await Promise.race([arrival.measure(pieces.next()), this.#drained.promise]);
          if (next === OVER) return void source.destroy();
          if (next.done) return;
          if (!begun) await this.#admit();
          begun = true;
          if (this.#refused || this.#fault) dropped += next.value.length;
          if (dropped > DRAIN_BYTES) return void source.destroy();
          yield next.value as Buffer;
        }
      } finally {
        this.endDrain();
      }
    }.bind(this);
  }

  async #admit(): Promise<void> {
    try {
      await this.options.admit?.();
    } catch (error) {
      if (error instanceof Refused) this.refuse(error);
      else this.fail(error);
    }
  }

  #startDrain(): void {
    this.#drain ??= setTimeout(() => this.#drained.resolve(OVER), DRAIN_MS);
  }

  endDrain(): void {
    clearTimeout(this.#drain);
  }

  /** The form ended early or is none: the client's fault, unless there is a reason already. */
  broken(error: unknown): void {
    this.refuse(broken(error));
  }

  outcome(): Received {
    if (this.#fault) throw this.#fault;
    if (this.#refused) return { ok: false, refused: this.#refused };
    if (!this.#file) return { ok: false, refused: unexpected("file", "there is no file part") };
    const { filename, metered } = this.#file;
    const { format } = metered;
    const mapping = readMapping(this.#texts.mapping);
    const treated = readTreatments(this.#texts.columns);
    const options = readOptions(this.#texts, format);
    const home = readHome("fallback_region", this.#texts.fallback_region);
    const partial = truthOf(this.#texts.partial ?? "");
    if (!mapping.ok || !treated.ok || !options.ok || !home.ok || partial === undefined) {
      const read = [mapping, treated, options, home];
      const errors = read.flatMap((one) => one.ok ? [] : one.errors);
      if (partial === undefined) {
        errors.push({ path: "body.partial", message: "expected true or false" });
      }
      return { ok: false, refused: invalid(errors) };
    }
    const { columns } = treated;
    const texts = { file: filename, mapping: mapping.mapping, columns, ...options.options };
    const unstorable = unstorableIn(texts, "body");
    if (unstorable.length) return { ok: false, refused: invalid(unstorable) };
    const read = {
      mapping: mapping.mapping,
      columns,
      options: options.options,
      readAgain: this.#texts.read_again?.trim() || null,
      partial,
      fallbackRegion: home.region,
    };
    return { ok: true, file: { filename, format, ...metered.measure(), ...read } };
  }

  /** Stops storing, and discards the rest of the file so that the form can be read on. */
  #dropFile(error: Error): void {
    if (!this.#file) return;
    const { stream, metered } = this.#file;
    stream.unpipe(metered);
    metered.destroy(error);
    stream.resume();
  }
}

function openParser(headers: Headers) {
  try {
    return new Busboy({
      headers: { "content-type": headers.get("content-type") ?? "" },
      limits: { files: 4, fields: 20, fieldSize: MAPPING_BYTES, parts: 24 },
    });
  } catch {
    return undefined;
  }
}

const broken = (cause: unknown) => new Refused({ outcome: "broken form" }, { cause });
const invalid = (faults: FieldFault[]) => new Refused({ outcome: "invalid form", faults });
const unexpected = (part: string, message: string) => invalid([{ path: `body.${part}`, message }]);
