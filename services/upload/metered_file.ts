/**
 * A file passing through: its bytes are counted, hashed and checked, and none are held. The stream
 * fails with a `Refused` at the first byte beyond the limit, as soon as its start shows that it is
 * not of its kind, or at its end if it was empty.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { FilledLines } from "./filled_lines.ts";
import type { FileKind } from "@rollcall/contracts";
import { checkContent, type FileFormat, HEAD_BYTES, isBlank } from "./file_rules.ts";
import { Refused } from "./refusal.ts";

export class MeteredFile extends Transform {
  #hash = createHash("sha256");
  #sizeBytes = 0;
  #head: Uint8Array[] = [];
  #judged = false;
  #blank = true;
  readonly #lines = new FilledLines();

  constructor(readonly maxBytes: number, readonly format: FileFormat, readonly kind: FileKind) {
    super();
  }

  /**
   * Once the stream has ended: how long the file was, its hash in hex, and how many lines with
   * something in them it can have at most. Only a table's are known before it is read, others have 0.
   */
  measure(): { sizeBytes: number; sha256: string; lines: number } {
    const sha256 = this.#hash.digest("hex");
    return { sizeBytes: this.#sizeBytes, sha256, lines: this.#lines.count };
  }

  override _transform(chunk: Uint8Array, _encoding: string, done: TransformCallback): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > this.maxBytes) {
      return done(new Refused({ outcome: "file too large", maxBytes: this.maxBytes }));
    }
    this.#hash.update(chunk);
    if (this.kind === "table") this.#lines.take(chunk);
    this.#blank &&= isBlank(chunk);
    const refusal = this.#judged ? undefined : this.#judge(chunk);
    if (refusal) return done(refusal);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    if (this.#blank) return done(new Refused({ outcome: "empty file", bytes: this.#sizeBytes }));
    done(this.#judged ? null : this.#judge(new Uint8Array(), true));
  }

  /** The start may come in pieces of any size: gathers them until there is enough to see. */
  #judge(chunk: Uint8Array, whole = false): Refused | null {
    this.#head.push(chunk);
    const length = this.#head.reduce((sum, piece) => sum + piece.length, 0);
    if (length < HEAD_BYTES && !whole) return null;
    this.#judged = true;
    const head = Buffer.concat(this.#head).subarray(0, HEAD_BYTES);
    const refusal = checkContent(head, this.kind);
    this.#head = [];
    return refusal ? new Refused(refusal) : null;
  }
}
