/** docs/limits.md is true where a variable sets a limit: its value there is the variable's default. */
import assert from "node:assert/strict";
import { configuration } from "../../deploy/local/configuration.ts";

const PAGE = "docs/limits.md";

interface Limit {
  value: string;
  variable: string;
}

/** The rows of the page that name a variable. */
function limitsOf(page: string): Limit[] {
  const row = /^\| [^|]+\| (?<value>[^|]+?) *\| [^|]+\| `(?<variable>\w+)` *\|$/gm;
  return [...page.matchAll(row)].map(({ groups }) => groups as unknown as Limit);
}

/** Seconds, days and bytes, as the variable's name counts them. */
const units = new Map([
  ["MiB", { _BYTES: 1 << 20, _PER_USER: 1 << 20 }],
  ["minutes", { _SECONDS: 60 }],
  ["hours", { _SECONDS: 3_600 }],
  ["days", { _SECONDS: 86_400, _DAYS: 1 }],
]);

/** "12 hours" of SESSION_IDLE_SECONDS → 43200 */
function numberOf({ value, variable }: Limit): number {
  const [digits = "", unit] = value.split(" ");
  const number = Number(digits.replaceAll(",", ""));
  if (unit === undefined) return number;
  const ending = Object.entries(units.get(unit) ?? {}).find(([end]) => variable.endsWith(end));
  assert.ok(ending, `${variable} is not counted in ${unit}`);
  return number * ending[1];
}

/** What the page says otherwise than the schemas. */
function wrongIn(page: string, defaults: ReadonlyMap<string, string>): string[] {
  return limitsOf(page).flatMap((limit) => {
    const is = defaults.get(limit.variable);
    return String(numberOf(limit)) === is ? [] : [`${limit.variable}: ${limit.value} is ${is}`];
  });
}

Deno.test("limits: where a variable sets one, the page has its default", async () => {
  const page = await Deno.readTextFile(PAGE);
  assert.ok(limitsOf(page).length >= 15, "the page's rows were not understood");
  const defaults = (await configuration()).map(({ name, defaults }) => {
    return [name, [...defaults.values()][0]!] as const;
  });
  assert.deepEqual(wrongIn(page, new Map(defaults)), []);
});

Deno.test("limits, negative twin: another value, or a variable that is gone, is found", () => {
  const page = `
| files | 20 | 429 | \`FILES\` |
| size  | 5 MiB | 413 | \`MAX_BYTES\` |
| a session | 7 days | sign in | \`SESSION_SECONDS\` |
| columns | 500 | the job fails | |
`;
  const defaults = new Map([["FILES", "20"], ["MAX_BYTES", "5242880"]]);
  assert.deepEqual(wrongIn(page, defaults), ["SESSION_SECONDS: 7 days is undefined"]);
  defaults.set("SESSION_SECONDS", "604800").set("FILES", "21");
  assert.deepEqual(wrongIn(page, defaults), ["FILES: 20 is 21"]);
});
