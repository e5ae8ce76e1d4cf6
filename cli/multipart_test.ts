import assert from "node:assert/strict";
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
        const name = `a${n.replace(/[^\p{L}\p{N}\p{P} ]|[\\"%]/gu, "_")}.csv`;
        const file = { name, type: "text/csv", bytes: ReadableStream.from(cut) };
        const { contentType, stream } = multipart(
          { mapping: v },
          file,
          (bytes) => heard.push(bytes),
        );
        const response = new Response(stream, { headers: { "content-type": contentType } });
        const form = await response.formData();
        const sent = form.get("file") as File;
        const bytes = cut.flatMap((piece) => [...piece]);
        assert.equal(form.get("mapping"), v);
        assert.equal(sent.name, name);
        assert.deepEqual([...new Uint8Array(await sent.arrayBuffer())], bytes);
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
