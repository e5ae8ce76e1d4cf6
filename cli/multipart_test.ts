import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Busboy } from "@fastify/busboy";
import fc from "fast-check";
import { multipart } from "./multipart.ts";

Deno.test("a form is read back as it was written, and its progress is reported", async () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 });
  // A form's text has no lone CR or LF; as browsers write it.
  const value = text.map((t) => t.replace(/[\r\n]/g, " "));
  await fc.assert(
    fc.asyncProperty(
      value,
      text,
      fc.array(fc.uint8Array({ maxLength: 300 })),
      async (v, n, cut) => {
        const heard: number[] = [];
        const name = `a${n.replace(/[^\p{L}\p{N}\p{P} ]|[\\/"%]/gu, "_")}.csv`;
        const file = { name, type: "text/csv", bytes: ReadableStream.from(cut) };
        const { contentType, stream } = multipart(
          { mapping: v },
          file,
          (bytes) => heard.push(bytes),
        );
        const bytes = Buffer.concat(cut);
        assert.deepEqual(await formOf(contentType, stream), { mapping: v, name, bytes });
        assert.equal(heard.at(-1) ?? 0, bytes.length);
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("a file's name cannot end its header", async () => {
  const file = { name: 'a"\r\nX: y.csv', type: "text/csv", bytes: ReadableStream.from([]) };
  const { stream } = multipart({}, file, () => {});
  const text = await new Response(stream).text();
  assert.match(text, /filename="a%22%0D%0AX: y\.csv"\r\n/);
});

/** The form as the upload reads it: Deno's own reader cuts a file's name at a semicolon. */
async function formOf(contentType: string, stream: ReadableStream<Uint8Array>) {
  const reader = new Busboy({ headers: { "content-type": contentType } });
  const form: { mapping?: string; name?: string; bytes?: Buffer } = {};
  let reading: Promise<void> | undefined;
  reader.on("field", (_, value) => form.mapping = value);
  reader.on("file", (_, file, name) => {
    form.name = name;
    reading = buffer(file).then((bytes) => void (form.bytes = bytes));
  });
  await pipeline(Readable.from(stream), reader);
  await reading;
  return form;
}
