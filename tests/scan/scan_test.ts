/** Marked values through a whole life: after the deletion no byte of them is left. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { newMark, patternsOf } from "./marks.ts";
import { scanFolder } from "./scan.ts";
import { faultsOf, type Found, scanLife } from "./scan_life.ts";

Deno.test("a deleted account leaves no byte of its data: tables, WAL, objects, queues, logs, traces", async () => {
  const { before, faults, table } = await scanLife();
  for (const line of table) console.log(line);
  assert.deepEqual(faults, []);
  // The same scan finds it where it lay in clear: it can see.
  for (const place of ["database", "WAL", "objects and queues"] as const) {
    assert.ok(before[place].hits.length > 0, place);
  }
});

Deno.test("scan, negative twin: a mark is found in any form, at any place, also between two pieces", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const mark = newMark();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("utf8", "utf16le", "hex", "base64"),
        fc.nat(12),
        async (form, n) => {
          const text = `${"é".repeat(n).slice(0, n)}${"x".repeat(n)}${mark}yz`;
          const bytes = form === "utf16le"
            ? Buffer.from(text, "utf16le")
            : Buffer.from(Buffer.from(text).toString(form as "hex"));
          const at = (4 << 20) - 5;
          await Deno.writeFile(`${dir}/file`, Buffer.concat([Buffer.alloc(at), bytes]));
          const { hits } = await scanFolder(dir, patternsOf({ mark }));
          assert.ok(hits.length > 0, `${form}, ${n}`);
        },
      ),
      { numRuns: 40 },
    );
    const { hits } = await scanFolder(dir, patternsOf({ other: newMark() }));
    assert.deepEqual(hits, []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("scan, negative twin: what is left is told, wherever it lies", () => {
  const clean = (): Found => {
    const none = { files: 1, bytes: 1, hits: [] };
    return {
      ...{ database: { ...none }, WAL: { ...none }, logs: { ...none }, traces: { ...none } },
      "objects and queues": { ...none },
    };
  };
  const hit = { path: "x", mark: "personal", form: "as it is", seen: "" };
  const dirty = (place: keyof Found): Found => ({
    ...clean(),
    [place]: { files: 1, bytes: 1, hits: [hit] },
  });
  const all = (change: object) =>
    faultsOf({ after: clean(), rewritten: clean(), secrets: [clean()], ...change });
  assert.deepEqual(all({}), []);
  for (const place of ["logs", "traces", "objects and queues"] as const) {
    assert.equal(all({ after: dirty(place) }).length, 1, place);
  }
  for (const place of ["database", "WAL"] as const) {
    assert.equal(all({ after: dirty(place) }).length, 0, "until it is written anew");
    assert.equal(all({ rewritten: dirty(place) }).length, 1, place);
    assert.equal(all({ secrets: [dirty(place)] }).length, 1, place);
  }
});
