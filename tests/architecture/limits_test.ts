/** docs/limits.md is true: each of its limits has that value in the file that it names. */
import assert from "node:assert/strict";

const PAGE = "docs/limits.md";
const row =
  /^\| (?<what>[^|]+?) *\| `(?<name>\w+)(?:: | = )(?<value>[^`]+)`(?<until>[^|]*)\| (?<beyond>[^|]+?) *\| `(?<file>[^`]+)` *\|$/gm;

/** Whether a source gives the name that value: as a constant, a property, or the default of a variable. */
function states(source: string, name: string, value: string): boolean {
  const [named, is] = [name, value].map(RegExp.escape);
  return new RegExp(`\\b${named}\\b[^;{},\\n]*[=:(]\\s*${is}(?![\\w.]| [*<])`).test(source);
}

Deno.test("each limit of the page has its value in its file", async () => {
  const limits = [...(await Deno.readTextFile(PAGE)).matchAll(row)].map(({ groups }) => groups!);
  assert.ok(limits.length >= 40, `only ${limits.length} rows of the page were understood`);
  const wrong = [];
  for (const { name, value, file } of limits) {
    const source = await Deno.readTextFile(file!);
    if (!states(source, name!, value!)) wrong.push(`${file}: ${name} = ${value}`);
  }
  assert.deepEqual(wrong, [], `mend ${PAGE}`);
});

Deno.test("a limit is seen in every form, and no other value is", () => {
  const source = `
const GRACE_MS = 24 * 3600 * 1000;
const A_ROWS = 50, B_CHARS = 80;
  FILES_PER_USER: count(
    20,
    "files",
  ),
  MAX_ROWS: z.coerce.number().int().min(1).default(300_000),
      deadlineMs: 5 * 60_000,
`;
  for (
    const [name, value] of [
      ["GRACE_MS", "24 * 3600 * 1000"],
      ["A_ROWS", "50"],
      ["B_CHARS", "80"],
      ["FILES_PER_USER", "20"],
      ["MAX_ROWS", "300_000"],
      ["deadlineMs", "5 * 60_000"],
    ] as const
  ) assert.ok(states(source, name, value), name);
  assert.ok(!states(source, "GRACE_MS", "24"));
  assert.ok(!states(source, "A_ROWS", "5"));
  assert.ok(!states(source, "A_ROWS", "80"));
  assert.ok(!states(source, "MAX_ROWS", "30"));
  assert.ok(!states(source, "deadlineMs", "50"));
});
