import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { HttpProblem } from "@rollcall/platform/problem.ts";
import { Refused } from "./refusal.ts";
import { EICAR, startFakeScanner } from "./testing/fake_scanner.ts";
import { openVirusScanner } from "./virus_scanner.ts";

/** A real one where there is one, such as CLAMD_URL=tcp://127.0.0.1:3310. */
const given = Deno.env.get("CLAMD_URL");
const fake = await startFakeScanner();
globalThis.addEventListener("unload", () => void fake.close());

const fileOf = (...pieces: (string | Uint8Array)[]) =>
  Readable.from(pieces.map((piece) => Buffer.from(piece)), { objectMode: false });
const passed = async (file: Readable, url = given ?? fake.url) =>
  Buffer.concat(await Array.fromAsync(openVirusScanner(url).passing(file)));
const isInfected = (error: unknown) =>
  error instanceof Refused && error.refusal.outcome === "infected file" &&
  /eicar/i.test(error.refusal.signature);
const isUnavailable = (error: unknown) => error instanceof HttpProblem && error.status === 503;

Deno.test("virus scanner: a file passes as it is, of any size", async () => {
  assert.equal(
    (await passed(fileOf("email\n", "a@example.com\n"))).toString(),
    "email\na@example.com\n",
  );
  const large = crypto.getRandomValues(new Uint8Array(60_000));
  const pieces = Array.from({ length: 80 }, () => large);
  const whole = Buffer.concat(pieces);
  assert.ok((await passed(fileOf(...pieces))).equals(whole));
  if (!given) assert.ok(fake.seen.at(-1)!.equals(whole), "the scanner has seen all of it");
});

Deno.test("virus scanner: what it finds ends the stream, also between two pieces", async () => {
  await assert.rejects(passed(fileOf(EICAR)), isInfected);
  await assert.rejects(passed(fileOf(EICAR.slice(0, 30), EICAR.slice(30))), isInfected);
});

Deno.test("virus scanner: one that does not answer, or cannot look, is away, and nothing passes", async () => {
  try {
    for (const mood of ["hangs up", "too large", "silent"] as const) {
      fake.mood = mood;
      const scanner = openVirusScanner(fake.url, 200);
      await assert.rejects(Array.fromAsync(scanner.passing(fileOf("a"))), isUnavailable, mood);
    }
  } finally {
    fake.mood = "well";
  }
  await assert.rejects(passed(fileOf("a"), "tcp://127.0.0.1:1"), isUnavailable);
});

Deno.test("virus scanner: a file that breaks off is that file's fault", async () => {
  const broken = Readable.from((async function* () {
    yield Buffer.from("a");
    throw new TypeError("the client has gone");
  })());
  await assert.rejects(passed(broken), TypeError);
});
