import assert from "node:assert/strict";
import { ReplayProgress } from "./progress.ts";

function screen(isTerminal: boolean) {
  let now = 0, text = "";
  const progress = new ReplayProgress({
    isTerminal,
    write: (more) => void (text += more),
    now: () => now += 1,
  });
  return { progress, text: () => text };
}

function fold(progress: ReplayProgress, events: number): void {
  for (let position = 1; position <= events; position++) {
    progress.tell({ step: "folded", position, target: events });
  }
}

Deno.test("progress: where nobody looks, a line a tenth, with rate and time left", () => {
  const { progress, text } = screen(false);
  fold(progress, 10_000);
  const lines = text().trimEnd().split("\n");
  assert.equal(lines.length, 11);
  assert.match(lines[5]!, /^folded 5,000 of 10,000 \(50 %\), [\d,]+ events\/s, \d+ s left$/);
});

Deno.test("progress: a terminal has one line, drawn a few times a second", () => {
  const { progress, text } = screen(true);
  fold(progress, 10_000);
  progress.tell({ step: "ready", generation: 2, position: 10_000 });
  const frames = text().split("\r").length - 1;
  assert(frames > 10 && frames < 200, `${frames} frames`);
  assert.match(text(), /0 s left\ngeneration 2 is ready at 10,000\n$/);
});

Deno.test("progress: an empty log is folded at once", () => {
  const { progress, text } = screen(false);
  progress.tell({ step: "folded", position: 0, target: 0 });
  assert.equal(text(), "folded 0 of 0 (100 %)\n");
});
