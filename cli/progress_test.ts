import assert from "node:assert/strict";
import type { Job } from "@rollcall/contracts/api";
import { barLine, Progress } from "./progress.ts";

const job = (status: string, progress: number, total_rows = 0) =>
  ({ status, progress, total_rows }) as Job;

function written(isTerminal: boolean, work: (progress: Progress) => void): string {
  let text = "";
  work(new Progress({ isTerminal, width: 80, write: (piece) => text += piece }));
  return text;
}

function wholeWay(progress: Progress): void {
  for (const share of [0, 0.1, 0.5, 0.6, 1]) progress.uploading("a.csv", share);
  for (const share of [0, 0.3, 0.5, 0.51]) progress.job(job("PROCESSING", share, 1_000));
  progress.job(job("PROCESSING", 1, 2_000));
  progress.job(job("NEEDS_REVIEW", 1, 2_000));
}

Deno.test("progress: without a terminal, plain lines, each once", () => {
  assert.deepEqual(written(false, wholeWay).trim().split("\n"), [
    "uploading a.csv",
    "uploading a.csv 50 %",
    "uploading a.csv 100 %",
    "reading",
    "reading 25 %",
    "reading 50 %",
    "comparing 100 %, 2,000 rows",
  ]);
});

Deno.test("progress: one line that moves on a terminal, gone at the end", () => {
  const text = written(true, wholeWay);
  assert.ok(!text.includes("\n"));
  assert.ok(text.endsWith("\r\x1b[K"));
  assert.match(text, /reading +█+░+ +51 % {2}1,000 rows/);
});

Deno.test("progress: a bar fits its terminal, whatever the share", () => {
  assert.equal(barLine("reading", 2, "1 row", 200).match(/█/g)?.length, 24);
  assert.equal(barLine("reading", -1, "", 200).match(/█/g), null);
  assert.equal(barLine("reading", NaN, "", 200).match(/█/g), null);
  for (const width of [1, 2, 10, 40]) {
    assert.ok(barLine("uploading a long name", 0.5, "9 rows", width).length < Math.max(width, 2));
  }
});
