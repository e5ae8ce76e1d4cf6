/**
 * `make bench`: how long the system takes on this machine, as a table with the goals. Starts a stack
 * of its own, with its data on disk as `make dev` has it.
 *
 *     deno task bench                                  what is measured of this system alone
 *     deno task bench --rows 1000 --turns 2 --only sizes
 *     deno task bench --reference "FOLDER/start copy"  besides, ratios to another system of the same
 *                                                      API on the same Postgres and emulator
 *     deno task bench --growth 300000,1000000          how time and memory grow with a file
 *     deno task bench --json FILE                      writes the figures
 */
import { parseArgs } from "node:util";
import { startStack } from "../harness/stack.ts";
import { compare } from "./compare.ts";
import { startReference } from "./reference.ts";
import { besideLarge, bulk, growth, idle, otherTab } from "./table/own.ts";
import { storeFigures } from "./table/store.ts";
import { type Figure, isMet, tableOf } from "./table/table.ts";

const SECTIONS = ["idle", "sizes", "bulk", "tabs", "beside", "growth", "store"] as const;
type Section = typeof SECTIONS[number];

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    rows: { ...text, default: "1000,10000,50000" },
    turns: { ...text, default: "3" },
    growth: { ...text, default: "" },
    reference: text,
    only: { ...text, default: SECTIONS.join() },
    json: text,
  },
});
const numbers = (list: string) => list.split(",").filter(Boolean).map(Number);
const isWanted = (section: Section) => values.only.split(",").includes(section);

const started = performance.now();
const variables = { MAX_UPLOAD_BYTES: String(256 << 20), MAX_ROWS: "2000000" };
const stack = await startStack({ stores: "own", variables });
const startS = (performance.now() - started) / 1_000;
const figures: Figure[] = [{
  what: "a first start, until everything is ready",
  figure: `${startS.toFixed(1)} s`,
  value: startS,
  goal: { limit: 3 },
}];
const sections: Record<Section, () => Promise<Figure[]>> = {
  idle: () => idle(stack),
  sizes,
  bulk: () => bulk(stack),
  tabs: () => otherTab(stack),
  beside: () => besideLarge(stack),
  growth: () => growth(stack, numbers(values.growth)),
  store: storeFigures,
};
try {
  for (const section of SECTIONS) {
    if (!isWanted(section) || section === "growth" && !values.growth) continue;
    console.log(`${section} …`);
    figures.push(...await sections[section]());
  }
} finally {
  await stack.close();
}
console.log(tableOf(figures));
if (values.json) {
  const all = figures.map((figure) => ({ ...figure, met: isMet(figure) }));
  await Deno.writeTextFile(values.json, JSON.stringify(all, null, 2) + "\n");
}

async function sizes(): Promise<Figure[]> {
  const reference = values.reference && await startReference(stack, values.reference.split(" "));
  try {
    const how = { turns: Number(values.turns), sizes: numbers(values.rows) };
    return await compare(stack.apiUrl, reference || undefined, how);
  } finally {
    if (reference) await reference.close();
  }
}
