/**
 * The limits that a source states, read from its text: numbers that have a name at the top of a
 * module, numbers handed over under the name of a limit, and bare ones where something waits.
 */
import { walk } from "../walk.ts";

/** As the table of docs/limits.md writes it: `NAME = VALUE`, or the call that waits. */
export type Limit = string;

const places = ["contracts", "services", "event-store", "deploy/local", "cli", "web/src"];
const isSource = (path: string) =>
  /\.(ts|svelte)$/.test(path) && !/(_test|\/bench)\.ts$|\/testing\//.test(path);

/** Numbers at the top of a module that bound nothing. */
const noLimits = new Set([
  ...["LOCK", "grantLock", "setUpLock"], // names of advisory locks
  ...["VERSION", "GENERATION", "IV_BYTES", "TAG_BYTES", "configurationExit", "LF", "CR"],
  ...["FREE_FROM", "FREE_TO"], // a range of ports
  ...["STORED", "DEFLATED"], // how parts of a zip archive are packed
  ...["DAY_MS", "LAST_DAY"], // how spreadsheets count days
  ...["FILLS"], // the number of no issue
  ...["PRINT_WORDS", "BLOCK_UNITS", "GROUP_NUMBERS"], // how dedupe's numbers lie in memory
]);

/** Limits of every source: file → what it states. */
export async function limitsOfTree(): Promise<Map<string, Set<Limit>>> {
  const found = new Map<string, Set<Limit>>();
  for (const place of places) {
    for await (const path of walk(place)) {
      if (!isSource(path)) continue;
      const limits = limitsOf(await Deno.readTextFile(path));
      if (limits.size > 0) found.set(path, limits);
    }
  }
  return found;
}

/** The limits that a source states. */
export function limitsOf(source: string): Set<Limit> {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/ .*$/gm, "");
  return new Set([...constants(text), ...handedOver(text), ...variables(text), ...waits(text)]);
}

const number = String.raw`\d[\d_]*(?:\s*(?:\*|<<)\s*\d[\d_]*)*`;
const value = String.raw`(?:${number}|\[\s*${number}(?:,\s*${number})*,?\s*\])`;
const constant = new RegExp(
  String.raw`^(?:export )?const (?=.*=)([\s\S]+?);$`,
  "gm",
);
const named = new RegExp(
  String.raw`^(\w+)(?::[^=]+)? = (${value})(?: as const)?$`,
);
const group = /^\w+(?:: \w+)? = \{([\s\S]*)\}(?: as const)?$/;
const property = new RegExp(String.raw`^(\w+): (${value})$`);

/** `const NAME = 1, OTHER = 2;`, and groups of them that hold nothing but numbers. */
function* constants(text: string): Generator<Limit> {
  for (const [, said] of text.matchAll(constant)) {
    const members = said!.match(group)?.[1];
    if (members !== undefined) {
      const parts = split(members).map((part) => part.match(property));
      if (parts.every(Boolean)) { for (const part of parts) yield show(part![1]!, part![2]!); }
      continue;
    }
    for (const part of split(said!)) {
      const [, name, is] = part.match(named) ?? [];
      if (name && is && !noLimits.has(name)) yield show(name, is);
    }
  }
}

const limitNames = String
  .raw`\w+Ms|\w+Seconds|\w+Bytes|\w*[tT]imeout|\w+Attempts|\w+Size|\w+Duration|\w+MaxAge` +
  String.raw`|\w+_interval|maxAge|max[A-Z]\w*|max|concurrency|files|fields|parts|batchSize`;
const handed = new RegExp(
  String.raw`\b(${limitNames})\s*[:=]\s*(?:[^,;{}\n]* (?:\?\?|:) )?(${value})(?![\w.])`,
  "g",
);

/** `timeoutMs: 3_000`, `timeoutMs = 3_000`, `max: options.max ?? 10`. One of a kind needs no word. */
function* handedOver(text: string): Generator<Limit> {
  for (const [, name, is] of text.matchAll(handed)) {
    if (is !== "0" && is !== "1") yield show(name!, is!);
  }
}

const variable = new RegExp(
  String
    .raw`^\s+([A-Z_]+_(?:BYTES|SECONDS|PER_USER)|limit): .*?\.?(?:default|seconds|max|count)\((${number})[,)]`,
  "gm",
);

/** What a variable of the environment, or a page of a list, is at most or where nothing is said. */
function* variables(text: string): Generator<Limit> {
  for (const [, name, is] of text.matchAll(variable)) yield show(name!, is!);
}

const waiting = new RegExp(
  [
    String.raw`\b(AbortSignal\.timeout|pause|shared)\((?:[^;]*?, )?(${number})\b`,
    String.raw`\b(setTimeout|setInterval)\([^;{}]*, (${number})\)`,
    String.raw`()^\s*\}, (${number})\);`,
    String.raw`(Date\.now\(\)) \+ (${number})`,
  ].join("|"),
  "gm",
);

/** Waits whose length has no name. */
function* waits(text: string): Generator<Limit> {
  for (const match of text.matchAll(waiting)) {
    const [name, is] = match.slice(1).filter((part) => part !== undefined);
    yield show(name || "callback", is!);
  }
}

/** At the commas of the outermost level. */
function split(list: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const letter of list) {
    if ("([{<".includes(letter)) depth++;
    if (")]}>".includes(letter)) depth--;
    if (letter === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

function show(name: string, is: string): Limit {
  return `${name} = ${is.replace(/\s+/g, " ").replace("[ ", "[").replace(/,? \]/, "]")}`;
}
