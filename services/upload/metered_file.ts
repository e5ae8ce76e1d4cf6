/**
 * A file on its way through: counts its bytes, hashes them and judges them, holding none. The
 * stream fails with a `FileRefused` at the first byte too many, or as soon as its start shows that
 * it is none of its kind; at its end it fails where there was nothing in it.
 */
import { createHash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { HttpProblem } from "@rollcall/runtime/problem.ts";
import { FilledLines } from "./filled_lines.ts";
import { checkContent, type FileFormat, headBytes, isBlank } from "./file_rules.ts";

export class FileRefused extends Error {
  override readonly name = "FileRefused";
  constructor(readonly problem: HttpProblem) {
    super(problem.detail);
  }
}

export class MeteredFile extends Transform {
  #hash = createHash("sha256");
  #sizeBytes = 0;
  #head: Uint8Array[] = [];
  #judged = false;
  #blank = true;
  readonly #lines = new FilledLines();

  constructor(readonly maxBytes: number, readonly format: FileFormat) {
    super();
  }

  /**
   * Once the stream has ended: how long the file was, its hash in hex, and how many lines with
   * something in them it can have at most. A workbook's are not known before it is unpacked: 0.
   */
  measure(): { sizeBytes: number; sha256: string; lines: number } {
    const sha256 = this.#hash.digest("hex");
    return { sizeBytes: this.#sizeBytes, sha256, lines: this.#lines.count };
  }

  override _transform(chunk: Uint8Array, _encoding: string, done: TransformCallback): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > this.maxBytes) return done(new FileRefused(tooLarge(this.maxBytes)));
    this.#hash.update(chunk);
    if (this.format === "csv") this.#lines.take(chunk);
    this.#blank &&= isBlank(chunk);
    const refusal = this.#judged ? undefined : this.#judge(chunk);
    if (refusal) return done(refusal);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    if (this.#blank) {
      const detail = this.#sizeBytes === 0
        ? "The file is empty: it has 0 bytes."
        : "The file is empty: there is nothing but white space in it.";
      return done(new FileRefused(new HttpProblem(422, detail, { code: "EMPTY_FILE" })));
    }
    done(this.#judged ? null : this.#judge(new Uint8Array(), true));
  }

  /** The start may come in pieces of any size: gathers them until there is enough to see. */
  #judge(chunk: Uint8Array, whole = false): FileRefused | null {
    this.#head.push(chunk);
    const length = this.#head.reduce((sum, piece) => sum + piece.length, 0);
    if (length < headBytes && !whole) return null;
    this.#judged = true;
    const head = Buffer.concat(this.#head).subarray(0, headBytes);
    const refusal = checkContent(head, this.format);
    this.#head = [];
    return refusal && new FileRefused(unsupported(refusal.detail)) || null;
  }
}

export function tooLarge(maxBytes: number): HttpProblem {
  const limit = maxBytes.toLocaleString("en");
  const detail = `The file is too large: at most ${limit} bytes are taken. Split it and try again.`;
  return new HttpProblem(413, detail, { code: "FILE_TOO_LARGE" });
}

export function unsupported(detail: string): HttpProblem {
  return new HttpProblem(415, detail, { code: "UNSUPPORTED_FILE_TYPE" });
}
