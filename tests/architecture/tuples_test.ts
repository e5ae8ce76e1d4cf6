/** A row's tuple is taken apart in one file alone, contracts/parsed_row.ts. */
import assert from "node:assert/strict";
import { walk } from "../walk.ts";

/** A pattern that skips places says which place it means, and nothing of what is there. */
const skipsPlaces = (line: string) => /\[[^\][()]*,\s*,[^\][]*\]\s*(\)|,|=[^=]|of )/.test(line);

Deno.test("nobody counts places in a tuple", async () => {
  const found: string[] = [];
  for (const room of ["cli", "contracts", "domain", "event-store", "platform", "services"]) {
    for await (const path of walk(room)) {
      if (!path.endsWith(".ts") || /_test\.ts$|\/testing\//.test(path)) continue;
      const lines = (await Deno.readTextFile(path)).split("\n");
      found.push(...lines.filter(skipsPlaces).map((line) => `${path}: ${line.trim()}`));
    }
  }
  assert.deepEqual(found, []);
});

Deno.test("tuples, negative twin: a pattern with holes is found", () => {
  for (
    const line of [
      "const [, , problems, , notes] = row;",
      "for (const [, , , values] of rows) {",
      "rows.filter(([, , problems]) => problems.length)",
      "rows.map(([, email, , values]) => email)",
      "const [first, , repeats] = group;",
    ]
  ) assert.ok(skipsPlaces(line), line);
  assert.ok(!skipsPlaces("const [first, second] = rows;"));
});
