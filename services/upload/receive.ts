/**
 * Takes a multipart form apart while it arrives and passes the one file on to a sink. After a
 * refusal the rest of the form is read and dropped, up to a bound: a client that is still sending
 * would lose the answer if the connection closed under it.
 */
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { HttpProblem, validationFailed } from "@rollcall/runtime/problem.ts";
import { unstorableIn } from "@rollcall/runtime/unstorable.ts";
import busboy, { type FileInfo } from "busboy";
import { Arrival } from "./arrival.ts";
import { checkDeclared, type FileFormat } from "./file_rules.ts";
import { type Mapping, readMapping } from "./mapping.ts";
import { FileRefused, MeteredFile, tooLarge, unsupported } from "./metered_file.ts";
import {
  optionFields,
  type OptionTexts,
  type ReadingOptions,
  readOptions,
  truthOf,
} from "./options.ts";

export type ReceivedFile = {
  filename: string;
  format: FileFormat;
  sizeBytes: number;
  sha256: string;
  /** the most that the file can have with something in them; 0 for a workbook */
  lines: number;
  mapping: Mapping | null;
  options: ReadingOptions;
  /** whether the client says that the file goes on; only a preview looks at it */
  partial: boolean;
};

export type Received = { ok: true; file: ReceivedFile } | { ok: false; refusal: HttpProblem };

export type ReceiveOptions = {
  maxBytes: number;
  /** Aborts when the client has gone, takes too long or has to give way. */
  signal: AbortSignal;
  /** Measures how the body comes. */
  arrival?: Arrival;
  /** Asked once the first bytes are there, before any of them is taken. @throws HttpProblem to refuse */
  admit?: () => Promise<void>;
  /** Stores the file; rejects where it cannot, or where the stream fails. */
  sink: (file: Readable, format: FileFormat) => Promise<void>;
};

/** Besides the file: boundaries, part headers, the mapping and the options. */
const formBytes = 256 * 1024;
const mappingBytes = 64 * 1024;
const fieldNames: readonly string[] = ["mapping", "partial", ...optionFields];
/** How much more is read, and dropped, of a form that was refused, and for how long. */
const drainBytes = 64 * 1024 * 1024;
const drainMs = 5_000;

/**
 * @throws whatever the sink throws, and the signal's reason once it aborts
 */
export async function receive(request: Request, options: ReceiveOptions): Promise<Received> {
  const { maxBytes, signal } = options;
  const parser = openParser(request.headers);
  if (!parser || !request.body) return { ok: false, refusal: notAForm() };
  const form = new Form(options);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes + formBytes) {
    form.refuse(tooLarge(maxBytes));
  }
  parser.on("file", (name, stream, info) => form.takeFile(name, stream, info));
  parser.on("field", (name, value, info) => form.takeField(name, value, info.valueTruncated));
  const body = Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0]);
  const parsed = pipeline(body, form.bound(), parser, { signal }).then(
    () => undefined,
    (error: unknown) => form.broken(error),
  );
  await parsed;
  form.endDrain();
  await form.storing;
  signal.throwIfAborted();
  return form.outcome();
}

const OVER = Symbol("what was refused has been read for long enough");

/** What has arrived so far. The first refusal stands; a fault of the sink wins over all. */
class Form {
  #refusal: HttpProblem | undefined;
  #fault: unknown;
  readonly #texts: OptionTexts & { mapping?: string; partial?: string } = {};
  #file: { filename: string; stream: Readable; metered: MeteredFile } | undefined;
  readonly #drained = Promise.withResolvers<typeof OVER>();
  #drain: ReturnType<typeof setTimeout> | undefined;
  /** Settles once the sink is done with the file, well or not; never rejects. */
  storing: Promise<void> = Promise.resolve();

  constructor(readonly options: ReceiveOptions) {}

  refuse(problem: HttpProblem): void {
    this.#refusal ??= problem;
    this.#dropFile(new FileRefused(this.#refusal));
    this.#startDrain();
  }

  /** What went wrong on our side: the caller hears of it as it is. */
  fail(error: unknown): void {
    this.#fault ??= error;
    this.#dropFile(new Error("the file was dropped"));
    this.#startDrain();
  }

  takeFile(name: string, stream: Readable, { filename, mimeType }: FileInfo): void {
    stream.on("error", () => {});
    const refusal = name === "file"
      ? undefined
      : unexpected(name, "the file's part is called file");
    if (refusal) this.refuse(refusal);
    else if (this.#file) this.refuse(unexpected("file", "there can be one file only"));
    if (this.#refusal || this.#fault) return void stream.resume();
    const format = checkDeclared(filename ?? "", mimeType);
    if (typeof format !== "string") {
      this.refuse(unsupported(format.detail));
      return void stream.resume();
    }
    const metered = new MeteredFile(this.options.maxBytes, format);
    this.#file = { filename, stream, metered };
    stream.on("error", (error) => metered.destroy(new FileRefused(malformed(error))));
    metered.on("error", () => {});
    stream.pipe(metered);
    this.storing = this.options.sink(metered, format).catch((error: unknown) => {
      const refused = metered.errored instanceof FileRefused ? metered.errored : undefined;
      if (refused) this.refuse(refused.problem);
      else this.fail(error);
    });
  }

  takeField(name: string, value: string, truncated: boolean): void {
    if (!fieldNames.includes(name)) return;
    if (truncated) this.refuse(unexpected(name, `at most ${mappingBytes} bytes are taken`));
    this.#texts[name as keyof OptionTexts] = value;
  }

  /** Passes the body on; after a refusal or a fault, only so much of it, and for so long. */
  bound() {
    return async function* (this: Form, source: Readable) {
      const { arrival = new Arrival() } = this.options;
      const pieces = source[Symbol.asyncIterator]();
      let dropped = 0, begun = false;
      try {
        for (;;) {
          const next = await Promise.race([arrival.measure(pieces.next()), this.#drained.promise]);
          if (next === OVER) return void source.destroy();
          if (next.done) return;
          if (!begun) await this.#admit();
          begun = true;
          if (this.#refusal || this.#fault) dropped += next.value.length;
          if (dropped > drainBytes) return void source.destroy();
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
      if (error instanceof HttpProblem) this.refuse(error);
      else this.fail(error);
    }
  }

  #startDrain(): void {
    this.#drain ??= setTimeout(() => this.#drained.resolve(OVER), drainMs);
  }

  endDrain(): void {
    clearTimeout(this.#drain);
  }

  /** The form ended early or is none: the client's fault, unless there is a reason already. */
  broken(error: unknown): void {
    this.refuse(malformed(error));
  }

  outcome(): Received {
    if (this.#fault) throw this.#fault;
    if (this.#refusal) return { ok: false, refusal: this.#refusal };
    if (!this.#file) return { ok: false, refusal: unexpected("file", "there is no file part") };
    const { filename, metered } = this.#file;
    const { format } = metered;
    const mapping = readMapping(this.#texts.mapping);
    const options = readOptions(this.#texts, format);
    const partial = truthOf(this.#texts.partial ?? "");
    if (!mapping.ok || !options.ok || partial === undefined) {
      const errors = [mapping, options].flatMap((read) => read.ok ? [] : read.errors);
      if (partial === undefined) {
        errors.push({ path: "body.partial", message: "expected true or false" });
      }
      return { ok: false, refusal: validationFailed(errors) };
    }
    const texts = { file: filename, mapping: mapping.mapping, ...options.options };
    const unstorable = unstorableIn(texts, "body");
    if (unstorable.length) return { ok: false, refusal: validationFailed(unstorable) };
    const read = { mapping: mapping.mapping, options: options.options, partial };
    return { ok: true, file: { filename, format, ...metered.measure(), ...read } };
  }

  /** Stops storing, and lets what still comes of the file run off so that the form goes on. */
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
    return busboy({
      headers: { "content-type": headers.get("content-type") ?? "" },
      defParamCharset: "utf8",
      limits: { files: 4, fields: 20, fieldSize: mappingBytes, parts: 24 },
    });
  } catch {
    return undefined;
  }
}

function notAForm(): HttpProblem {
  const detail = "Send the file as multipart/form-data, in a part called file.";
  return new HttpProblem(415, detail, { code: "UNSUPPORTED_MEDIA_TYPE" });
}

function malformed(cause: unknown): HttpProblem {
  const detail = "The form ends too early or is malformed.";
  return new HttpProblem(400, detail, { code: "MALFORMED_FORM", cause });
}

function unexpected(part: string, message: string): HttpProblem {
  return validationFailed([{ path: `body.${part}`, message }]);
}
