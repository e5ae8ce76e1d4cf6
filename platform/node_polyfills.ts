/**
 * Polyfills for Lambda's Node 22: base64 methods of Uint8Array, which sealing uses. Import it
 * before anything that needs them; a native implementation is kept.
 */
import { Buffer } from "node:buffer";

const Bytes = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array };
const bytes = Uint8Array.prototype as { toBase64?: () => string };

Bytes.fromBase64 ??= (text) => new Uint8Array(Buffer.from(text, "base64"));
bytes.toBase64 ??= function (this: Uint8Array) {
  return Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString("base64");
};
