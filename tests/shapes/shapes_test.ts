/** The table of real file shapes goes through the running services, and all of it comes out right. */
import assert from "node:assert/strict";
import { ApiClient } from "../api/client.ts";
import { sharedStack } from "../harness/shared_stack.ts";
import { allShapes } from "./all_shapes.ts";
import { importFile } from "./import_file.ts";
import { differences } from "./judge.ts";
import type { Shape } from "./shape.ts";

/** Files on their way at once: a person's browser sends no more either. */
const AT_ONCE = 8;

Deno.test("every shape of file comes out of the services as it must (promise 11)", async (t) => {
  const shapes = await allShapes();
  assert.ok(shapes.length >= 170, `only ${shapes.length}`);
  assert.equal(new Set(shapes.map(({ name }) => name)).size, shapes.length);
  const stack = sharedStack();
  const anybody = await ApiClient.register(stack.apiUrl);
  const found = await inTurns(shapes, async (shape) => {
    const client = isRemembered(shape) ? await ApiClient.register(stack.apiUrl) : anybody;
    return differences(await importFile(client, shape), shape.expect);
  });
  for (const [i, { name }] of shapes.entries()) {
    await t.step(name, () => assert.deepEqual(found[i], []));
  }
});

/** A mapping that one person gave must not reach the other files of that person. */
const isRemembered = ({ form, before }: Shape) => form?.mapping ?? before;

/** The work on each, a few at once, in their order. A fault is what came of that one. */
async function inTurns<T>(all: T[], work: (one: T) => Promise<string[]>): Promise<string[][]> {
  const results: string[][] = [];
  const waiting = all.entries();
  const worker = async () => {
    for (const [i, one] of waiting) {
      results[i] = await work(one).catch((error) => [String(error)]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
