/**
 * The graph of imports, as Deno itself resolves them (`deno info --json`): import maps, workspace
 * packages, type-only and dynamic imports included. Deno reads no Svelte components: what they import
 * is taken from Svelte's own parser.
 */
import { join } from "node:path/posix";
import { pathToFileURL } from "node:url";
import { componentImports } from "../../web/component_imports.ts";
import { walk } from "../walk.ts";

export interface Import {
  /** The module that imports: its path in the checkout. */
  from: string;
  /** What it imports: a path in the checkout, or a package as `npm:hono/cors`, `node:path`. */
  to: string;
  /** Only types are imported: nothing of it is there at run time. */
  typeOnly: boolean;
}

/** Every import of the modules and components below these folders, tests included. */
export async function readGraph(folders: string[]): Promise<Import[]> {
  const root = `${pathToFileURL(Deno.cwd())}/`;
  const entries: string[] = [];
  const components: string[] = [];
  for (const folder of folders) {
    for await (const path of walk(folder)) {
      if (path.endsWith(".ts")) entries.push(root + path);
      if (path.endsWith(".svelte")) components.push(path);
    }
  }
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const text = entries.map((entry) => `import ${JSON.stringify(entry)};`).join("\n");
    await Deno.writeTextFile(file, text);
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", "deno.json", file],
    }).output();
    if (!success) throw new Error(`deno info failed: ${new TextDecoder().decode(stderr)}`);
    return [
      ...importsIn(JSON.parse(new TextDecoder().decode(stdout)), root),
      ...await importsOfComponents(components),
    ];
  } finally {
    await Deno.remove(file);
  }
}

interface Resolved {
  specifier?: string;
  error?: string;
}

/** What is used of the answer of `deno info --json`. */
export interface Info {
  modules: {
    specifier: string;
    error?: string;
    dependencies?: { specifier: string; code?: Resolved; type?: Resolved }[];
  }[];
}

/**
 * The imports of the checkout's own modules.
 * @param root URL of the checkout, with a slash at its end
 * @throws where a module of the checkout, or what it imports by its path, is not there
 */
export function importsIn({ modules }: Info, root: string): Import[] {
  const own = modules.filter(({ specifier }) => specifier.startsWith(root));
  return own.flatMap(({ specifier: module, error, dependencies = [] }) => {
    // A component, which Deno does not read, or types that SvelteKit writes.
    if (error && !/\.svelte$|\/\$types\.d\.ts$/.test(module)) {
      throw new Error(`${module}: ${error}`);
    }
    const from = module.slice(root.length);
    return dependencies.map(({ specifier, code, type }) => {
      const to = nameOf(code ?? type ?? {}, specifier, root);
      if (to === undefined) throw new Error(`${from} imports "${specifier}", which is not there`);
      return { from, to, typeOnly: code === undefined };
    });
  });
}

const CONTRACTS = "@rollcall/contracts";

async function importsOfComponents(paths: string[]): Promise<Import[]> {
  const { exports } = JSON.parse(await Deno.readTextFile("contracts/package.json"));
  const contracts = new Map<string, string>(Object.entries(exports));
  const found: Import[] = [];
  for (const from of paths) {
    for (const { specifier, typeOnly } of componentImports(await Deno.readTextFile(from))) {
      found.push({ from, to: componentImport(from, specifier, contracts), typeOnly });
    }
  }
  return found;
}

/**
 * What a component means by an import: a path in the checkout, or a package.
 * @param contracts the exports of the package, such as `./api` → `./api/mod.ts`
 * @throws where the contracts have no such export
 */
export function componentImport(
  from: string,
  specifier: string,
  contracts: ReadonlyMap<string, string>,
): string {
  if (specifier.startsWith(".")) return join(from, "..", specifier);
  if (specifier.startsWith("#lib/")) return `web/src/lib/${specifier.slice("#lib/".length)}`;
  if (!specifier.startsWith(CONTRACTS)) return `npm:${specifier}`;
  const path = contracts.get(`.${specifier.slice(CONTRACTS.length)}`);
  if (!path) throw new Error(`${from} imports "${specifier}", which is not exported`);
  return join("contracts", path);
}

/** A path in the checkout, or a package without its version. */
function nameOf({ specifier }: Resolved, written: string, root: string): string | undefined {
  if (specifier?.startsWith(root)) return specifier.slice(root.length);
  if (specifier) return specifier.replace(/^npm:\/?((?:@[^/]+\/)?[^/@]+)(@[^/]+)?/, "npm:$1");
  // A package of deploy/aws or the web, which have their own.
  return /^[./]/.test(written) ? undefined : `npm:${written}`;
}

/**
 * Everything that is there at run time once these modules are: what they import, and what that
 * imports, each with the way to it (`a.ts → b.ts → npm:hono`).
 */
export function reached(graph: Import[], from: (path: string) => boolean): Map<string, string> {
  const values = Map.groupBy(graph.filter((one) => !one.typeOnly), (one) => one.from);
  const ways = new Map([...values.keys()].filter(from).map((path) => [path, path]));
  for (const [path, way] of ways) {
    for (const { to } of values.get(path) ?? []) if (!ways.has(to)) ways.set(to, `${way} → ${to}`);
  }
  return ways;
}

/** Circles of modules that import each other, types included: the paths of each, sorted (Tarjan). */
export function circles(graph: Import[]): string[][] {
  const importsOf = Map.groupBy(graph, (one) => one.from);
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const visit = (path: string): void => {
    const own = order.size;
    order.set(path, own);
    lowest.set(path, own);
    open.push(path);
    for (const { to } of importsOf.get(path) ?? []) {
      if (!order.has(to)) visit(to);
      if (open.includes(to)) lowest.set(path, Math.min(lowest.get(path)!, lowest.get(to)!));
    }
    if (lowest.get(path) !== own) return;
    const circle = open.splice(open.indexOf(path));
    const isCircle = circle.length > 1 || importsOf.get(path)?.some(({ to }) => to === path);
    if (isCircle) found.push(circle.sort());
  };
  for (const path of importsOf.keys()) if (!order.has(path)) visit(path);
  return found;
}
