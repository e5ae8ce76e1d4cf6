import assert from "node:assert/strict";
import { openTable } from "./open_table.ts";
import { FOUND_OUT } from "./testing/read.ts";

/** The lines of people, and what was left out, as line and reason. */
async function read(file: string, cuts = 1): Promise<[number[], [number, string][]]> {
  const bytes = new TextEncoder().encode(file);
  const size = Math.ceil(bytes.length / cuts);
  const pieces = Array.from({ length: cuts }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  const { chunks, left } = await openTable(ReadableStream.from(pieces), FOUND_OUT);
  const rows = (await Array.fromAsync(chunks)).flatMap(({ rows }) => rows);
  assert.equal(left.count(), left.leftOut.length);
  return [rows.map(({ line }) => line), left.leftOut.map(({ line, why }) => [line, why])];
}

const HEADER = "email,first name,last name,city\n";
const ANN = "ann@example.org,Ann,Lee,Cork\n", BOB = "bob@example.org,Bob,Ray,Rome\n";

Deno.test("no people: headers below and between, dashes, totals and copyright are left out", async () => {
  const file = `${HEADER}-----,----,----,----\n${ANN}${HEADER}${BOB}Total,,,2\n\n© Acme,,,\n`;
  const out = [[2, "line"], [4, "header"], [6, "footer"], [8, "footer"]];
  for (const cuts of [1, 7, 40]) assert.deepEqual(await read(file, cuts), [[3, 5], out]);
});

Deno.test("no people: what may be a person stays, with no address or a bad one", async () => {
  const rows = [
    "nobody,Cyd,Fox,\n",
    ",Total,Lee,\n",
    ",Ende,Michael,Rome\n",
    "n/a,,,\n",
    ",,,Rome\n",
  ];
  for (const row of rows) {
    assert.deepEqual(await read(HEADER + ANN + row + BOB), [[2, 3, 4], []], row);
    assert.deepEqual(await read(HEADER + ANN + BOB + row), [[2, 3, 4], []], row);
    if (row !== ",,,Rome\n") {
      assert.deepEqual(await read(HEADER + row + ANN + BOB), [[2, 3, 4], []], row);
    }
  }
});

Deno.test("no people: a total between people ends nothing", async () => {
  assert.deepEqual(await read(`${HEADER}${ANN}Total,,,1\n${BOB}`), [[2, 3, 4], []]);
});

Deno.test("no people: somebody behind what looked like the end is asked about", async () => {
  const file = `${HEADER}${ANN}Total,,,1\n,Cyd,Fox,Rome\n`;
  assert.deepEqual(await read(file), [[2, 4], [[3, "footer"]]]);
});

Deno.test("no people: without addresses nothing tells who is one", async () => {
  assert.deepEqual(await read("email,name\nx,Ann\nTotal,2\nemail,name\n"), [[2, 3, 4], []]);
});
