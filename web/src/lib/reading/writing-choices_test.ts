import assert from "node:assert/strict";
import type { FilePreview } from "@rollcall/contracts/api";
import { automatic } from "./reading.ts";
import { delimiterChoice, encodingChoice } from "./writing-choices.ts";

const preview: FilePreview = {
  format: "csv",
  encoding: "windows-1252",
  delimiter: ";",
  header_row: 1,
  sheet: null,
  sheets: [],
  region: null,
  region_reason: null,
  columns: [],
  mapping: {},
  remembered: false,
  fields: [],
  rows: 1,
  problem: null,
  notice: null,
};

Deno.test("what was found out is said where nothing is set, and can be asked for again", () => {
  const found = encodingChoice(preview, automatic(null));
  assert.equal(found.value, "");
  assert.equal(found.options[0]?.label, "Western (Windows-1252) (found)");
  assert.equal(delimiterChoice(preview, automatic(null)).options[0]?.label, "Semicolon (found)");

  const set = delimiterChoice(preview, { ...automatic(null), delimiter: "\t" });
  assert.equal(set.value, "\t");
  assert.equal(set.options[0]?.label, "Detect");
});
