/** Writes zip archives as they are handed in, true or not: what reads them must bear both. */
import { Buffer } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";
import type { Bytes } from "./shape.ts";

export interface Entry {
  name: string;
  /** deflated */
  data: Uint8Array;
  /** unpacked, in bytes */
  size: number;
  /** CRC-32 of what is unpacked; zero where left out */
  crc?: number;
}

/** An entry that says of itself what is true. */
export function entryOf(name: string, content: string | Uint8Array): Required<Entry> {
  const bytes = Buffer.from(content);
  const data = deflateRawSync(bytes, { level: 9 });
  return { name, data, size: bytes.length, crc: crc32(bytes) };
}

/** A zip archive of deflated entries. */
export function zip(entries: Entry[]): Bytes {
  const locals: Uint8Array[] = [], directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name: text, data, size, crc = 0 } of entries) {
    const name = Buffer.from(text);
    const common = numbers([20, 2], [0, 2], [8, 2], [0, 4], [crc, 4], [data.length, 4], [size, 4], [
      name.length,
      2,
    ], [0, 2]);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, data]);
    directory.push(
      Buffer.from("PK\x01\x02"),
      ...[numbers([20, 2]), common],
      numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
      name,
    );
    locals.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = numbers([0, 2], [0, 2], [entries.length, 2], [entries.length, 2], [index.length, 4], [
    offset,
    4,
  ], [0, 2]);
  const all = [...locals, index, Buffer.from("PK\x05\x06"), end];
  return Uint8Array.from(Buffer.concat(all));
}

/** Little-endian numbers of so many bytes each. */
function numbers(...fields: [value: number, bytes: number][]): Uint8Array {
  const buffer = Buffer.alloc(fields.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of fields) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}
