/** The tables of `bench:life`: one for each state, and one that compares them. */
import { quantile } from "../quantile.ts";
import { type Act, acts, type Seen } from "./bystander.ts";
import { ALONE, lengthOf, type Span, type Steps } from "./steps.ts";

interface Life {
  steps: Steps;
  seen: Seen;
  memory: Map<string, number>;
}

/** Figures from which on a 95th percentile says something. */
const ENOUGH = 20;
const WHOLE = "the whole life";

export class Report {
  readonly #lives = new Map<string, Life>();

  /** Tells a state's life once it is over. */
  state(title: string, life: Life): void {
    this.#lives.set(title, life);
    console.log(`\nstate: ${title}`);
    const { taken } = life.steps;
    row("step", ["ms", "95 %", "times", ...acts.map((act) => `${act} ×`), "refused"]);
    for (const [name, spans] of taken) {
      const took = spans.map(lengthOf);
      const high = took.length < ENOUGH ? "" : whole(quantile(took, 0.95));
      const times = [whole(quantile(took, 0.5)), high, String(took.length)];
      row(name, [...times, ...besideOf(life, spans)]);
    }
    row(WHOLE, ["", "", "", ...besideOf(life, [life.steps.whole()])]);
    const alone = acts.map((act) => `${act} ${text(quantilesOf(life, act, aloneIn(life)), whole)}`);
    console.log(`the bystander alone, ms, median/95 %: ${alone.join(", ")}`);
    for (const { why } of life.seen.refused.slice(0, 10)) console.log(`refused: ${why}`);
  }

  /** Each step's median in each state, and how many times as long the slowest takes as the fastest. */
  summary(): void {
    const lives = [...this.#lives.values()];
    console.log();
    row("ms", [...this.#lives.keys(), "spread"], 34);
    for (const name of new Set(lives.flatMap(({ steps }) => [...steps.taken.keys()]))) {
      const medians = lives.map(({ steps }) =>
        quantile((steps.taken.get(name) ?? []).map(lengthOf), 0.5)
      );
      row(name, [...medians.map(whole), spread(medians)], 34);
    }
    for (const act of acts) {
      const cells = lives.map((life) => text(ratios(life, act, [life.steps.whole()])));
      row(`bystander's ${act} ×, median/95 %`, cells, 34);
    }
    row("bystander refused", lives.map(({ seen }) => String(seen.refused.length)), 34);
    for (const service of lives[0]?.memory.keys() ?? []) {
      row(`memory of ${service}, MiB`, lives.map(({ memory }) => whole(memory.get(service)!)), 34);
    }
  }
}

/** How many times as long his acts take beside these spans as alone, and what was refused there. */
function besideOf(life: Life, spans: Span[]): string[] {
  const refused = life.seen.refused.filter(({ at }) =>
    spans.some(({ from, to }) => at >= from && at <= to)
  );
  return [...acts.map((act) => text(ratios(life, act, spans))), String(refused.length)];
}

function ratios(life: Life, act: Act, spans: Span[]): [number, number] {
  const [median, high] = quantilesOf(life, act, spans);
  const [medianAlone, highAlone] = quantilesOf(life, act, aloneIn(life));
  return [median / medianAlone, high / highAlone];
}

const aloneIn = ({ steps }: Life) => steps.taken.get(ALONE) ?? [];

/** Median and 95th percentile of all acts that any part of these spans fell into. */
function quantilesOf({ seen }: Life, act: Act, spans: Span[]): [number, number] {
  const beside = seen.did[act].filter((did) =>
    spans.some(({ from, to }) => did.from < to && did.to > from)
  );
  const took = beside.map(lengthOf);
  return [quantile(took, 0.5), took.length < ENOUGH ? NaN : quantile(took, 0.95)];
}

const whole = (value: number) => Number.isNaN(value) ? "-" : value.toFixed(0);
const text = (
  pair: number[],
  each = (value: number) => Number.isNaN(value) ? "-" : value.toFixed(1),
) => pair.map(each).join("/");

function spread(values: number[]): string {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length < 2 ? "" : `×${(Math.max(...known) / Math.min(...known)).toFixed(2)}`;
}

function row(first: string, cells: string[], width = 14): void {
  console.log(first.padEnd(40) + cells.map((cell) => cell.padStart(width)).join(""));
}
