/**
 * What Deno has and the Node of Lambda, 22, has not yet: base64 of bytes, which sealing relies on.
 * To be imported before anything that uses it; where the platform has it, it stays as it is.
 */
import { Buffer } from "node:buffer";

const Bytes = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array };
const bytes = Uint8Array.prototype as { toBase64?: () => string };

Bytes.fromBase64 ??= (text) => new Uint8Array(Buffer.from(text, "base64"));
bytes.toBase64 ??= function (this: Uint8Array) {
  return Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString("base64");
};
