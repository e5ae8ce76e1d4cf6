import assert from "node:assert/strict";
import { formatOf } from "./cell_formats.ts";

Deno.test("cell formats: dates are distinguished from numbers by format", () => {
  const kinds: Record<string, string> = {
    "yyyy-mm-dd": "date",
    "[$-407]d. mmmm yyyy;@": "date",
    "m/d/yy h:mm": "date",
    mmm: "date",
    "hh:mm:ss": "time",
    "h:mm AM/PM": "time",
    "[h]:mm": "duration",
    General: "plain",
    "0.00E+00": "plain",
    '#,##0.00 "days"': "number",
    '0 \\d"h"': "number",
    '[Red]-0.0;"yes"': "number",
    "@": "plain",
    "": "plain",
    "00000": "pad",
    "0": "plain",
  };
  for (const [code, kind] of Object.entries(kinds)) {
    assert.equal(formatOf(164, code).kind, kind, code);
  }
  for (const [id, kind] of [[0, "plain"], [14, "date"], [20, "time"], [46, "duration"]] as const) {
    assert.equal(formatOf(id, undefined).kind, kind);
  }
});

Deno.test("cell formats: one that is longer than Excel writes any is not looked into", () => {
  assert.deepEqual(formatOf(200, "yyyy"), { kind: "date" });
  assert.deepEqual(formatOf(200, "yyyy".padEnd(256, "[")), { kind: "plain" });
});
