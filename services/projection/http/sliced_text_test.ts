import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import { csvLines } from "./csv.ts";
import { slicedText } from "./sliced_text.ts";

const wide = Array.from({ length: 3_000 }, (_, i) => Array(150).fill(`+ value ${i}`));

Deno.test("pieces: they are the text, none is much longer than another, none empty", async () => {
  const texts = ["", "a".repeat(40_000), ...Array(5_000).fill("bc\r\n"), "", "d"];
  const pieces = await Array.fromAsync(slicedText("a", [texts]));
  assert.equal(pieces.join(""), texts.join(""));
  assert.ok(pieces.every(({ length }) => length > 0 && length <= 40_000));
  assert.deepEqual(await Array.fromAsync(slicedText("a", [["", ""]])), []);
});

Deno.test("pieces: texts are made as they are wanted, not ahead", async () => {
  let made = 0;
  const texts = function* () {
    for (; made < 1_000; made++) yield "x".repeat(10_000);
  };
  const pieces = slicedText("a", [texts()]);
  await pieces.next();
  assert.ok(made < 10, `${made} were made for the first piece`);
});

Deno.test("pieces: one may be of several pages", async () => {
  const page = Array(10).fill("x".repeat(1_000));
  const pieces = await Array.fromAsync(slicedText("a", [page, page, page, page, page]));
  assert.deepEqual(pieces.map(({ length }) => length), [34_000, 16_000]);
});

Deno.test("promise 12: between each 50 rows the event loop goes round", async () => {
  let most = 0, made = 0;
  const rows = function* () {
    for (let i = 0; i < 1_000; i++) {
      most = Math.max(most, ++made);
      yield "a row\r\n";
    }
  };
  let isOver = false;
  const round = () => {
    made = 0;
    if (!isOver) setImmediate(round);
  };
  round();
  await Array.fromAsync(slicedText("a", [rows()]));
  isOver = true;
  assert.ok(most <= 50, `${most} rows in one slice`);
});

Deno.test("promise 12: a page of wide rows does not hold the event loop", async () => {
  const lines = function* () {
    for (const line of wide) yield csvLines([line]);
  };
  let pieces = 0;
  const sliced = await roundsDuring(async () => {
    for await (const piece of slicedText("a", [lines()])) if (piece) pieces++;
  });
  assert.ok(pieces > 50 && sliced >= pieces - 1, `${sliced} rounds for ${pieces} pieces`);
  // Negative twin: the page in one go.
  const whole = await roundsDuring(async () => {
    assert.ok(await Promise.resolve(csvLines(wide)));
  });
  assert.equal(whole, 0);
});

/** How often the event loop goes round meanwhile, however fast the machine is. */
async function roundsDuring(work: () => Promise<void>): Promise<number> {
  let rounds = 0, isOver = false;
  const round = () => {
    if (isOver) return;
    rounds++;
    setImmediate(round);
  };
  setImmediate(round);
  await work();
  isOver = true;
  return rounds;
}
