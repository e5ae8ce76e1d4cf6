/** One loop appends (ADR 35): beside it only workers do that are alone on their streams. */
import assert from "node:assert/strict";
import { isTest } from "./boundaries.ts";
import { walk } from "../walk.ts";

/** A store's `append`, whoever holds the store. */
const appends = (text: string) => /\b[sS]tore\s*\.append(In)?\(/.test(withoutComments(text));

const withoutComments = (text: string) =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

Deno.test("what is appended goes through the command loop, or is a worker's own stream", async () => {
  const found: string[] = [];
  for (const room of ["cli", "deploy", "domain", "event-store", "platform", "services"]) {
    for await (const path of walk(room)) {
      if (!path.endsWith(".ts") || isTest(path)) continue;
      if (appends(await Deno.readTextFile(path))) found.push(path);
    }
  }
  assert.deepEqual(found.sort(), ["event-store/execute.ts", "platform/only_writer.ts"]);
});

Deno.test("the command loop, negative twin: an append beside it is seen, a comment is none", () => {
  for (
    const text of ["await store.append([own]);", "this.store.append(own)", "x.store.appendIn(tx"]
  ) {
    assert.ok(appends(text), text);
  }
  assert.ok(!appends("/** await store.append(request) */\nheaders.append(name, value);"));
});
