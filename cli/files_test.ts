import assert from "node:assert/strict";
import { Failure } from "./exit_codes.ts";
import { checkTarget, openSource, writeTarget } from "./files.ts";

const bytes = (text: string) => ReadableStream.from([new TextEncoder().encode(text)]);

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const failsWith = (exitCode: number, says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Failure, String(error));
  assert.equal(error.exitCode, exitCode);
  assert.match(error.message, says);
  return true;
};

Deno.test("files: only the beginning of a file is sent on request", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.csv`, "0123456789");
    const source = await openSource(folder, "a.csv");
    const shares: number[] = [];
    const { stream, contentType } = await source.form({}, (share) => shares.push(share), 4);
    const headers = { "content-type": contentType };
    const form = await new Response(stream, { headers }).formData();
    assert.equal(await (form.get("file") as File).text(), "0123");
    assert.deepEqual([source.name, source.sizeBytes, shares], ["a.csv", 10, [1]]);
  });
});

Deno.test("files: a list is written whole or not at all", async () => {
  await inFolder(async (folder) => {
    await writeTarget(folder, "a.csv", bytes("one"));
    const broken = ReadableStream.from((async function* () {
      yield new TextEncoder().encode("tw");
      await Promise.resolve();
      throw new TypeError("connection reset");
    })());
    await assert.rejects(writeTarget(folder, "a.csv", broken), failsWith(4, /connection reset/));
    assert.equal(await Deno.readTextFile(`${folder}/a.csv`), "one");
    assert.equal((await Array.fromAsync(Deno.readDir(folder))).length, 1);
  });
});

Deno.test("files: an unreadable or unwritable file is reported before anything is sent", async () => {
  await inFolder(async (folder) => {
    await assert.rejects(openSource(folder, "no.csv"), failsWith(2, /no\.csv.*no such file/));
    await assert.rejects(openSource(folder, "."), failsWith(2, /is not a file|cannot be read/));
    await assert.rejects(checkTarget(folder, "no/a.csv"), failsWith(2, /no such folder/));
    await checkTarget(folder, "a.csv");
    await Deno.writeTextFile(`${folder}/a.csv`, "");
    await assert.rejects(checkTarget(folder, "a.csv/b.csv"), failsWith(2, /no folder|directory/i));
  });
});
