import assert from "node:assert/strict";
import { z } from "zod";
import { checkFrozen, type Frozen, frozenContracts, writeSchemas } from "./freeze.ts";

const here = new URL("./", import.meta.url);

Deno.test("promise 8: every published contract is as it was published", async () => {
  assert.deepEqual(await checkFrozen(here), []);
});

Deno.test("promise 8: every sample fits the JSON Schema that lies beside it, and nothing less", async () => {
  for (const one of frozenContracts()) {
    const read = async (file: string) => JSON.parse(await Deno.readTextFile(new URL(file, here)));
    const schema = z.fromJSONSchema(await read(one.schemaFile));
    const sample = await read(one.sampleFile);
    assert.deepEqual(schema.parse(sample), sample, one.title);
    assert.equal(schema.safeParse({ ...sample, surplus: 1 }).success, false, one.title);
  }
});

Deno.test("promise 8: a published schema that the code no longer fits is refused", async () => {
  const { root, contract, remove } = await publish(z.strictObject({ a: z.string() }));
  try {
    assert.deepEqual(await checkFrozen(root, [contract]), []);
    assert.deepEqual(await writeSchemas(root, [contract]), [], "a second writing changes nothing");

    const wider = {
      ...contract,
      schema: z.strictObject({ a: z.string(), b: z.string().optional() }),
    };
    const [problem] = await checkFrozen(root, [wider]);
    assert.match(problem!.problem, /differs from events\/thing-done\/v1\.ts/);
    await assert.rejects(writeSchemas(root, [wider]), /publish a new version with an upcaster/);
    assert.deepEqual(await checkFrozen(root, [contract]), [], "nothing was written");
  } finally {
    await remove();
  }
});

Deno.test("promise 8: a missing schema, a missing sample and a stray version are reported", async () => {
  const { root, contract, remove } = await publish(z.strictObject({ a: z.string() }));
  try {
    await Deno.remove(new URL(contract.schemaFile, root));
    await Deno.remove(new URL(contract.sampleFile, root));
    await Deno.writeTextFile(new URL("events/thing-done/v2.ts", root), "");
    assert.deepEqual((await checkFrozen(root, [contract])).map((p) => p.file), [
      "events/thing-done/v1.schema.json",
      "events/thing-done/v1.sample.json",
      "events/thing-done/v2.ts",
    ]);
  } finally {
    await remove();
  }
});

Deno.test("promise 8: a sample that its contract rejects is reported", async () => {
  const { root, contract, remove } = await publish(z.strictObject({ a: z.string() }));
  try {
    await Deno.writeTextFile(new URL(contract.sampleFile, root), '{ "a": 1 }');
    const problems = await checkFrozen(root, [contract]);
    assert.deepEqual(problems.map((p) => p.file), [contract.sampleFile]);
  } finally {
    await remove();
  }
});

/** A folder in which one contract was published properly. */
async function publish(schema: z.ZodType) {
  const folder = await Deno.makeTempDir();
  const root = new URL(`file://${folder}/`);
  const contract: Frozen = {
    title: "ThingDone v1",
    folder: "events/thing-done",
    source: "events/thing-done/v1.ts",
    schemaFile: "events/thing-done/v1.schema.json",
    sampleFile: "events/thing-done/v1.sample.json",
    schema,
  };
  await Deno.mkdir(new URL("events/thing-done/", root), { recursive: true });
  await Deno.mkdir(new URL("messages/", root));
  await Deno.writeTextFile(new URL(contract.source, root), "");
  await Deno.writeTextFile(new URL(contract.sampleFile, root), '{ "a": "b" }');
  assert.deepEqual(await writeSchemas(root, [contract]), [contract.schemaFile]);
  return { root, contract, remove: () => Deno.remove(folder, { recursive: true }) };
}
