/**
 * This system and another of the same public API, driven in turn in one run, so that both meet the
 * same machine: on a machine that others use the ratios hold, the times do not.
 */
import { openAccount } from "../../cli/new_account.ts";
import { measureJob, measureUploads } from "./compare/job.ts";
import { Side } from "./compare/side.ts";
import type { Reference } from "./reference.ts";
import type { Figure } from "./table/table.ts";

const UPLOADED_ROWS = 1_000;
const UPLOADERS = [{ clients: 1, files: 10 }, { clients: 16, files: 32 }];

/** Our time, divided by the other's: of what begins so, in a file of so many rows. */
const GOALS: { what: RegExp; limit: number }[] = [
  { what: /^1,000 rows: accepted/, limit: 1 },
  { what: /^10,000 rows: accepted/, limit: 0.6 },
  { what: /^50,000 rows: accepted/, limit: 0.5 },
  { what: /^50,000 rows: an issue resolved, (4|16) clients$/, limit: 0.25 },
  { what: /^50,000 rows: an issue resolved, (4|16) clients, p95/, limit: 0.5 },
  { what: /^50,000 rows: GET .* p95/, limit: 0.5 },
  { what: /^50,000 rows: finalise/, limit: 0.3 },
  { what: /^POST of 1000 rows/, limit: 1 / 3 },
];

/** @returns a figure for each step, with the ratio where there is another system */
export async function compare(
  url: string,
  reference: Reference | undefined,
  { turns, sizes }: { turns: number; sizes: number[] },
): Promise<Figure[]> {
  const { api } = await openAccount(url);
  const own = new Side("Rollcall", url, api.token, api.renew);
  const other = reference && new Side("reference", reference.url, reference.token);
  const sides = other ? [other, own] : [own];

  for (const side of sides) {
    for (let time = 0; time < 3; time++) await measureJob(side, 1_000, () => {});
  }
  for (let turn = 0; turn < turns; turn++) {
    for (const size of sizes) {
      for (const side of sides) {
        const name = `${size.toLocaleString("en-US")} rows`;
        await measureJob(side, size, (what, ms) => side.tell(`${name}: ${what}`, ms));
      }
    }
    for (const uploaders of UPLOADERS) {
      for (const side of sides) {
        const what = `POST of ${UPLOADED_ROWS} rows, ${uploaders.clients} clients, each`;
        side.tell(what, await measureUploads(side, UPLOADED_ROWS, uploaders));
      }
    }
  }
  return [...own.figures.keys()].map((what) => figureOf(what, own, other));
}

function figureOf(what: string, own: Side, other: Side | undefined): Figure {
  const figure = `${short(own.median(what))} ms`;
  if (!other) return { what, figure };
  const limit = GOALS.find((goal) => goal.what.test(what))?.limit;
  return {
    what,
    figure: `${figure} : ${short(other.median(what))}`,
    ratio: own.median(what) / other.median(what),
    ...(limit !== undefined && { goal: { limit: Number(limit.toFixed(2)) } }),
  };
}

function short(ms: number): string {
  return ms < 20 ? ms.toFixed(1) : ms.toFixed(0);
}
