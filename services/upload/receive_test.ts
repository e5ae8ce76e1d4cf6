import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { Problem } from "@rollcall/contracts/api";
import fc from "fast-check";
import { receive, type Received } from "./receive.ts";
import { refusalProblem } from "./refusals.ts";

const maxBytes = 2000;

const NO_OPTIONS = {
  encoding: null,
  delimiter: null,
  headerRow: null,
  sheet: null,
  region: null,
  foldGmail: false,
  samePerson: "first",
};

type Sent = { received: Received; stored: Uint8Array | undefined };

/** Sends a body in the given chunks; `stored` is what reached the sink whole. */
async function send(chunks: Uint8Array[], contentType = form): Promise<Sent> {
  let stored: Uint8Array | undefined;
  const request = new Request("http://upload.test/jobs", {
    method: "POST",
    headers: { "content-type": contentType },
    body: ReadableStream.from(chunks),
  });
  const received = await receive(request, {
    maxBytes,
    signal: new AbortController().signal,
    sink: async (file) => {
      stored = await collect(file);
    },
  });
  return { received, stored };
}

async function collect(file: Readable): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

const form = "multipart/form-data; boundary=XX";
const bytes = (text: string) => new TextEncoder().encode(text);
const end = "--XX--\r\n";

function filePart(content: string, filename = "people.csv", type = "text/csv", name = "file") {
  return `--XX\r\ncontent-disposition: form-data; name="${name}"; filename="${filename}"\r\n` +
    `content-type: ${type}\r\n\r\n${content}\r\n`;
}

function field(name: string, value: string) {
  return `--XX\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
}

async function refusal(body: string): Promise<Problem> {
  const { received } = await send([bytes(body)]);
  assert(!received.ok, "the form was taken");
  return refusalProblem(received.refused)!.toBody();
}

Deno.test("receive: the file arrives whole however the form is cut, with its size and hash", () =>
  fc.assert(
    fc.asyncProperty(
      fc.string({ minLength: 1, maxLength: 300 }).map((text) => `email\r\n--X\r\n${text}`),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (content, cuts, mappingFirst) => {
        fc.pre(!content.includes("\0"));
        const mapping = field("mapping", '{"email":"Mail"}');
        const parts = mappingFirst ? mapping + filePart(content) : filePart(content) + mapping;
        const { received, stored } = await send(cut(bytes(parts + end), cuts));
        assert(received.ok);
        assert.deepEqual(received.file, {
          filename: "people.csv",
          format: "csv",
          sizeBytes: bytes(content).length,
          sha256: createHash("sha256").update(content).digest("hex"),
          lines: Math.max(
            content.split("\n").filter((line) => !/^\r?$/.test(line)).length,
            content.split("\r").filter((line) => !/^\n?$/.test(line)).length,
          ),
          mapping: { email: "Mail" },
          options: NO_OPTIONS,
          columns: [],
          readAgain: null,
          partial: false,
          fallbackRegion: null,
        });
        assert.deepEqual(stored, bytes(content));
      },
    ),
    { numRuns: 60 },
  ));

function cut(body: Uint8Array, sizes: number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < body.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    chunks.push(body.slice(at, at + size));
    at += size;
  }
  return chunks;
}

Deno.test("receive: a file of exactly the limit is taken, one byte more is not", async () => {
  const { received } = await send([bytes(filePart("x".repeat(maxBytes)) + end)]);
  assert(received.ok);
  const over = await refusal(filePart("x".repeat(maxBytes + 1)) + end);
  assert.equal(over.status, 413);
  assert.equal(over.code, "FILE_TOO_LARGE");
  assert.match(over.detail, /2,000 bytes/);
});

Deno.test("receive: a file name keeps its letters, and loses its folders", async () => {
  const { received } = await send([bytes(filePart("a", "C:\\tmp\\Zürich 東京.csv") + end)]);
  assert(received.ok);
  assert.equal(received.file.filename, "Zürich 東京.csv");
});

Deno.test("receive: what is no file of its kind is 415", async () => {
  for (
    const part of [
      filePart("a", "people.ods"),
      filePart("email", "people.xlsx", "application/octet-stream"),
      filePart("a", "people.csv", "application/pdf"),
      filePart("PK\x03\x04", "people.csv"),
      filePart(`a${"\0".repeat(1500)}`),
      filePart(`a,b${"\x01".repeat(20)}`),
    ]
  ) {
    const { status, code } = await refusal(part + end);
    assert.equal(status, 415, part);
    assert.equal(code, "UNSUPPORTED_FILE_TYPE");
  }
});

Deno.test("receive: a part that declares nothing is judged by its name and content", async () => {
  const untyped = (content: string, filename: string) =>
    filePart(content, filename).replace("content-type: text/csv\r\n", "") + end;
  for (const [content, format] of [["email\n", "csv"], ["PK\x03\x04…", "xlsx"]] as const) {
    const { received } = await send([bytes(untyped(content, `people.${format}`))]);
    assert(received.ok);
    assert.equal(received.file.format, format);
  }
  assert.match((await refusal(untyped("email\n", "people.xlsx"))).detail, /not an Excel workbook/);
});

Deno.test("receive: an empty file is 422, so is one of white space", async () => {
  for (const content of ["", "\r\n", "\ufeff", "   \n\t"]) {
    const { status, code } = await refusal(filePart(content) + end);
    assert.equal(status, 422, JSON.stringify(content));
    assert.equal(code, "EMPTY_FILE");
  }
});

Deno.test("receive: no file, two files, another part or a bad mapping are 422", async () => {
  const forms: Record<string, RegExp> = {
    [field("mapping", "{}")]: /no file part/,
    [filePart("a") + filePart("b")]: /one file only/,
    [filePart("a", "a.csv", "text/csv", "data")]: /called file/,
    [filePart("a") + field("mapping", "{nope")]: /JSON object/,
    [field("mapping", "x".repeat(70_000)) + filePart("a")]: /at most 65536 bytes/,
  };
  for (const [parts, detail] of Object.entries(forms)) {
    const problem = await refusal(parts + end);
    assert.equal(problem.status, 422);
    assert.equal(problem.code, "VALIDATION_FAILED");
    assert.match(problem.detail, detail);
  }
});

Deno.test("receive: how the file is to be read comes with it, before or behind", async () => {
  const wishes = field("encoding", "latin1") + field("delimiter", "tab") + field("sheet", "x") +
    field("header_row", "3") + field("region", "de") + field("fold_gmail", "true");
  for (const parts of [wishes + filePart("a"), filePart("a") + wishes]) {
    const { received } = await send([bytes(parts + end)]);
    assert(received.ok);
    assert.deepEqual(received.file.options, {
      encoding: "windows-1252",
      delimiter: "\t",
      headerRow: 3,
      sheet: null,
      region: "DE",
      foldGmail: true,
      samePerson: "first",
    });
  }
});

Deno.test("receive: wishes that cannot be met are 422, all of them told", async () => {
  const wrong = {
    encoding: "klingon",
    delimiter: "x",
    header_row: "0",
    region: "Atlantis",
    fold_gmail: "maybe",
    mapping: "{nope",
    partial: "perhaps",
    columns: "{nope",
    fallback_region: "Atlantis",
  };
  const fields = Object.entries(wrong).map(([name, value]) => field(name, value)).join("");
  const { received } = await send([bytes(fields + filePart("a") + end)]);
  assert(!received.ok);
  const { status, code, errors } = refusalProblem(received.refused)!.toBody();
  assert.deepEqual([status, code], [422, "VALIDATION_FAILED"]);
  const paths = Object.keys(wrong).map((name) => `body.${name}`).sort();
  assert.deepEqual(errors?.map(({ path }) => path).sort(), paths);
});

Deno.test("receive: a form that ends too early is 400 and nothing reaches the store whole", async () => {
  for (const body of ["", "--XX\r\n", filePart("a,b,c"), filePart("abc").slice(0, -4)]) {
    const { received, stored } = await send([bytes(body)]);
    assert(!received.ok);
    assert.equal(refusalProblem(received.refused)?.status, 400, JSON.stringify(body));
    assert.equal(stored, undefined);
  }
});

Deno.test("receive: what is no form is 415", async () => {
  for (const type of ["text/csv", "application/json", "multipart/form-data", ""]) {
    const { received } = await send([bytes("a,b")], type);
    assert(!received.ok);
    assert.equal(refusalProblem(received.refused)?.status, 415);
  }
});

Deno.test("receive: a store that fails in the middle is its fault, and the form is read on", async () => {
  const request = new Request("http://upload.test/jobs", {
    method: "POST",
    headers: { "content-type": form },
    body: ReadableStream.from(cut(bytes(filePart("x".repeat(maxBytes)) + end), [50])),
  });
  await assert.rejects(
    receive(request, {
      maxBytes,
      signal: new AbortController().signal,
      sink: async (file) => {
        for await (const _ of file) throw new Error("disk full");
      },
    }),
    /disk full/,
  );
});

Deno.test("receive: when the client goes, it ends at once and the sink's stream fails", async () => {
  const client = new AbortController();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const request = new Request("http://upload.test/jobs", {
    method: "POST",
    headers: { "content-type": form },
    body: readable,
  });
  const started = Promise.withResolvers<void>();
  const broken = Promise.withResolvers<unknown>();
  const receiving = receive(request, {
    maxBytes,
    signal: client.signal,
    sink: async (file) => {
      try {
        for await (const _ of file) started.resolve();
        broken.resolve(undefined);
      } catch (error) {
        broken.resolve(error);
        throw error;
      }
    },
  });
  const writer = writable.getWriter();
  const writing = writer.write(bytes(filePart("x".repeat(100)))).catch(() => {});
  await started.promise;
  client.abort(new Error("the client went"));
  await assert.rejects(receiving, /the client went/);
  assert(await broken.promise instanceof Error);
  await writing;
});
