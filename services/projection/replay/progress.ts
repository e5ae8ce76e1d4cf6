/**
 * Progress display of a replay: on a terminal one updating line, elsewhere a line per tenth, to
 * keep logs short.
 */
import { formatNumber } from "@rollcall/contracts";
import type { GenerationComparison } from "./compare.ts";
import type { ReplayStep } from "./steps.ts";

export interface Screen {
  isTerminal: boolean;
  write(text: string): void;
  /** ms since an arbitrary start */
  now(): number;
}

/** How often the line is updated on a terminal. */
const FRAME_MS = 200;

export class ReplayProgress {
  readonly #screen: Screen;
  /** where this run started folding, for its rate */
  #start: { position: number; at: number } | undefined;
  #shownAt = -Infinity;
  #tenth = -1;
  #open = false;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  tell = (step: ReplayStep): void => {
    switch (step.step) {
      case "began":
        return this.#line(
          step.resumedAt === null
            ? `generation ${step.generation} is built beside the live one`
            : `generation ${step.generation} goes on from ${formatNumber(step.resumedAt)}`,
        );
      case "folded":
        return this.#folded(step.position, step.target);
      case "frozen":
        return this.#line(
          `both stand at ${formatNumber(step.position)}; the live one was held for ${step.ms} ms`,
        );
      case "compared":
        return comparisonLines(step.comparison, step.ms).forEach((line) => this.#line(line));
      case "ready":
        return this.#line(
          `generation ${step.generation} is ready at ${formatNumber(step.position)}`,
        );
      case "waiting":
        return this.#line(`not yet: ${step.reason}`);
      case "swapping":
        return;
      case "swapped":
        return this.#line(
          `generation ${step.generation} is live at ${formatNumber(step.position)}; ` +
            `the swap held the old one for ${step.ms} ms`,
        );
    }
  };

  #folded(position: number, target: number): void {
    const { isTerminal, write, now } = this.#screen;
    this.#start ??= { position, at: now() };
    const share = target === 0 ? 1 : Math.min(1, position / target);
    const tenth = Math.floor(share * 10);
    const due = isTerminal ? now() - this.#shownAt >= FRAME_MS || share === 1 : tenth > this.#tenth;
    if (!due) return;
    this.#shownAt = now();
    this.#tenth = tenth;
    const line = foldedLine(position, target, this.#start, now());
    if (!isTerminal) return this.#line(line);
    write(`\r\x1b[2K${line}`);
    this.#open = true;
  }

  #line(text: string): void {
    this.#screen.write(`${this.#open ? "\n" : ""}${text}\n`);
    this.#open = false;
  }
}

function foldedLine(
  position: number,
  target: number,
  start: { position: number; at: number },
  now: number,
): string {
  const percent = target === 0 ? 100 : Math.floor(Math.min(1, position / target) * 100);
  const rate = (position - start.position) / Math.max(1, now - start.at) * 1_000;
  const left = rate > 0 ? `, ${duration((target - position) / rate)} left` : "";
  const speed = rate > 0 ? `, ${formatNumber(Math.round(rate))} events/s` : "";
  return `folded ${formatNumber(position)} of ${
    formatNumber(target)
  } (${percent} %)${speed}${left}`;
}

function comparisonLines(
  { tables, sampledJobs, sameFold, differences }: GenerationComparison,
  ms: number,
) {
  const equal = tables.map((t) => `${t.table} ${formatNumber(t.rows)}`).join(", ");
  return [
    sameFold
      ? `rows: ${equal}`
      : "the live generation was built by another fold: tables are not compared with it",
    ...differences.map((difference) => `differs: ${difference}`),
    `compared in ${ms} ms, ${formatNumber(sampledJobs)} sampled jobs folded again: ` +
    (differences.length === 0 ? "equal" : `${differences.length} differences`),
  ];
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
