import assert from "node:assert/strict";
import { z } from "zod";
import type { Contract } from "./events/contract.ts";
import { frozenContracts } from "./freeze.ts";
import { checkFact, currentVersion, index, latest, published, upcast } from "./registry.ts";

interface Sample {
  type: string;
  schemaVersion: number;
  data: unknown;
  personal: unknown;
}

const samples: Sample[] = await Promise.all(
  frozenContracts().filter((one) => one.folder.startsWith("events/"))
    .map(async (one) =>
      JSON.parse(await Deno.readTextFile(new URL(one.sampleFile, import.meta.url)))
    ),
);

Deno.test("promise 8: every sample parses under its contract and comes out as it went in", () => {
  assert.equal(samples.length, published.length);
  for (const sample of samples) {
    const contract = published.find((c) =>
      c.type === sample.type && c.version === sample.schemaVersion
    );
    assert(contract, `${sample.type} v${sample.schemaVersion}`);
    const parsed = {
      data: contract.data.parse(sample.data),
      personal: contract.personal.parse(sample.personal),
    };
    assert.deepEqual(JSON.parse(JSON.stringify(parsed)), {
      data: sample.data,
      personal: sample.personal,
    });
  }
});

Deno.test("promise 8: every sample becomes today's version, with and without its personal data", () => {
  for (const { type, schemaVersion, data, personal } of samples) {
    for (const known of [personal, null]) {
      const today = upcast(type, schemaVersion, { data, personal: known });
      checkFact(type, today);
      if (known === null) assert.equal(today.personal, null, `${type}: erased data came back`);
    }
  }
});

Deno.test("registry: each type is listed once as newest, with its newest version", () => {
  assert.equal(new Set(latest.map((c) => c.type)).size, latest.length);
  for (const contract of latest) assert.equal(currentVersion(contract.type), contract.version);
});

Deno.test("registry: a gap, a repeat or a missing upcaster stops the process", () => {
  const step = (payload: { data: unknown; personal: unknown }) => payload;
  const of = (version: number, upcast?: Contract["upcast"]): Contract => ({
    type: "Thing",
    version,
    stream: "job",
    summary: "",
    data: z.unknown(),
    personal: z.null(),
    ...(upcast && { upcast }),
  });
  assert.equal(index([of(2), of(1, step)]).get("Thing")!.length, 2);
  assert.throws(() => index([of(2)]), /Thing: version 1 is missing/);
  assert.throws(() => index([of(1, step), of(3)]), /Thing: version 2 is missing/);
  assert.throws(() => index([of(1, step), of(1)]), /Thing: version 2 is missing/);
  assert.throws(() => index([of(1), of(2)]), /Thing: version 1 has no upcaster/);
  assert.throws(() => index([of(1, step)]), /Thing: the newest version has an upcaster/);
});

Deno.test("registry: what told a file by its bytes is read as what is erased with its job", () => {
  for (const { type, schemaVersion, data, personal } of samples) {
    const today = upcast(type, schemaVersion, { data, personal });
    assert.doesNotMatch(JSON.stringify(today.data), /sha256/, `${type} ${schemaVersion}`);
    const sealed = JSON.stringify(today.personal).includes("9f2c1a5be07d4836");
    assert.equal(sealed, type === "JobCreated", `${type} ${schemaVersion}`);
  }
});

Deno.test("registry: what newer code wrote is refused, not guessed", () => {
  assert.throws(
    () => upcast("JobCreated", 99, { data: {}, personal: null }),
    /JobCreated version 99/,
  );
  assert.throws(() => upcast("JobSold", 1, { data: {}, personal: null }), /JobSold version 1/);
  assert.throws(() => currentVersion("JobSold"), /"JobSold"/);
});

Deno.test("registry: facts that break their contract are refused, the personal ones too", () => {
  const jobId = crypto.randomUUID();
  const check = (data: unknown, personal: unknown) => () =>
    checkFact("ParsingFailed", { data, personal });
  const data = { jobId, code: "NO_ROWS" }, personal = { message: "no rows", headers: [] };
  check(data, personal)();
  check(data, null)();
  assert.throws(check({ ...data, jobId: "no uuid" }, personal));
  assert.throws(check({ ...data, surplus: 1 }, personal));
  assert.throws(check(data, { message: "no rows" }));
  assert.throws(() => checkFact("JobSold", { data, personal }), /"JobSold"/);
});

Deno.test("registry: a browser can load it: no permission, and neither Deno nor process", async () => {
  const script = new URL("./testing/without_deno.ts", import.meta.url);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", script.pathname],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, text(stderr));
  assert.equal(text(stdout).trim(), `${published.length} contracts, 1-5,7`);
});
