/** What each module of the checkout imports, read from its text. */
import { dirname, join, normalize } from "node:path";
import { walk } from "../walk.ts";

export interface Import {
  /** The module that imports, relative to the checkout. */
  from: string;
  /** What it names: a path relative to the checkout, or a package as it is written. */
  to: string;
}

/** Packages of this checkout that have a name: name (or its beginning) → folder. */
const named: [string, string][] = [
  ["@rollcall/contracts", "contracts"],
  ["@rollcall/event-store", "event-store"],
  ["@rollcall/runtime", "services/runtime"],
  ["@rollcall/contacts", "services/contacts"],
  ["@rollcall/tables", "services/tables"],
];

/** Every import of the modules below a folder, tests included. */
export async function importsBelow(folder: string): Promise<Import[]> {
  const found: Import[] = [];
  for await (const path of walk(folder)) {
    if (!path.endsWith(".ts")) continue;
    for (const to of importsOf(await Deno.readTextFile(path))) {
      found.push({ from: path, to: resolved(path, to) });
    }
  }
  return found;
}

/** The specifiers in a module's text: `import … from`, `export … from`, `import "…"`, `import("…")`. */
export function importsOf(text: string): string[] {
  const statement = /^\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']/gm;
  const bare = /^\s*import\s*["']([^"']+)["']/gm;
  const dynamic = /\bimport\(\s*["']([^"']+)["']/g;
  return [statement, bare, dynamic].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => match[1] ?? "")
  );
}

function resolved(from: string, to: string): string {
  if (to.startsWith(".")) return normalize(join(dirname(from), to));
  const own = named.find(([name]) => to === name || to.startsWith(`${name}/`));
  return own ? own[1] + to.slice(own[0].length) : to;
}
