import assert from "node:assert/strict";
import { encodingDoubt, leftOutLine, rowsLine } from "./doubts.ts";

const encoding = "macintosh";

Deno.test("doubts: a guess of the encoding is told with the second one", () => {
  assert.equal(encodingDoubt(null), null);
  assert.equal(encodingDoubt({ encoding }), null);
  const doubt = encodingDoubt({ encoding, encoding_guess: { share: 0.583, second: "ibm850" } });
  assert.match(doubt!.sentence, /Western \(Mac\), which is 58% certain/);
  assert.equal(doubt!.second, "ibm850");
});

Deno.test("doubts: lines that are left out are counted, and the first is shown", () => {
  assert.equal(leftOutLine({ encoding }), "");
  const lines = [{ line: 4, why: "footer" as const, text: "Total: 2" }];
  assert.match(
    leftOutLine({ encoding, left_out: { count: 1, lines } }),
    /^1 line that is not a person/,
  );
  assert.equal(
    leftOutLine({ encoding, left_out: { count: 3, lines } }),
    "3 lines that are not people are ignored; the first is line 4: “Total: 2”.",
  );
});

Deno.test("doubts: of a long file it is said that only its first rows were read", () => {
  assert.equal(rowsLine(7), "7 rows read.");
  assert.equal(rowsLine(100), "The first rows were read.");
});
