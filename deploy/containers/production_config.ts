/**
 * Reduces deno.json and deno.lock for an image: only the packages that services import, no web
 * workspace, no tasks. The packages are read off the sources, so that none is missing and none is
 * for tests only. Lock entries are unchanged, so an image installs with --frozen what the checkout
 * was tested with.
 */
const SOURCES = [
  "services",
  "platform",
  "domain",
  "event-store",
  "contracts",
  "deploy/containers",
  "deploy/operator",
];

export interface DenoConfig {
  workspace?: string[];
  tasks?: Record<string, string>;
  allowScripts?: string[];
  imports: Record<string, string>;
  [other: string]: unknown;
}

/** @param specifiers everything that the image's modules import */
export function productionConfig(config: DenoConfig, specifiers: ReadonlySet<string>): DenoConfig {
  const { tasks: _, allowScripts: __, ...rest } = config;
  const imports = Object.entries(config.imports).filter(([name]) =>
    specifiers.has(name) ||
    [...specifiers].some((one) => one.startsWith(name.endsWith("/") ? name : `${name}/`))
  );
  return { ...rest, workspace: ["./contracts"], imports: Object.fromEntries(imports) };
}

/** deno.lock, version 5, as far as it is used here. */
export interface DenoLock {
  version: string;
  /** requirement → the resolved version, with its peers */
  specifiers: Record<string, string>;
  /** `name@version` → the package */
  npm: Record<string, { dependencies?: string[]; optionalDependencies?: string[] }>;
  workspace: {
    dependencies: string[];
    members: Record<string, { packageJson: { dependencies: string[] } }>;
  };
}

/** The lock for such a configuration. @throws if the lock lacks a required package */
function productionLock(lock: DenoLock, config: DenoConfig): DenoLock {
  const members = Object.entries(lock.workspace.members)
    .filter(([name]) => config.workspace?.includes(`./${name}`));
  const wanted = new Set(Object.values(config.imports).flatMap((target) => requirement(target)));
  const dependencies = lock.workspace.dependencies.filter((one) => wanted.has(one));
  const roots = new Set([
    ...dependencies,
    ...members.flatMap(([, { packageJson }]) => packageJson.dependencies),
  ]);
  const specifiers = Object.entries(lock.specifiers).filter(([name]) => roots.has(name));
  const needed = closure(
    lock,
    specifiers.map(([name, version]) => `${name.slice(4).replace(/(.)@.*/, "$1")}@${version}`),
  );
  return {
    ...lock,
    specifiers: Object.fromEntries(specifiers),
    npm: Object.fromEntries(Object.entries(lock.npm).filter(([id]) => needed.has(id))),
    workspace: { ...lock.workspace, dependencies, members: Object.fromEntries(members) },
  };
}

/** `npm:/name@1.2.3/inside` → `npm:name@1.2.3`, the lock's spelling. */
function requirement(target: string): string[] {
  const found = target.match(/^npm:\/?((?:@[^/]+\/)?[^/]+)/);
  return found ? [`npm:${found[1]}`] : [];
}

/** The packages with all that they depend on. */
function closure({ npm }: DenoLock, roots: string[]): Set<string> {
  const needed = new Set<string>();
  const open = [...roots];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (needed.has(id)) continue;
    const found = npm[id];
    if (!found) throw new Error(`deno.lock has no ${id}`);
    needed.add(id);
    for (const name of [...found.dependencies ?? [], ...found.optionalDependencies ?? []]) {
      open.push(npm[name] ? name : onlyOne(npm, name));
    }
  }
  return needed;
}

/** The lock omits a dependency's version if there is only one. */
function onlyOne(npm: DenoLock["npm"], name: string): string {
  const found = Object.keys(npm).filter((id) => id.startsWith(`${name}@`));
  if (found.length === 1) return found[0]!;
  throw new Error(`deno.lock has ${found.length} versions of ${name}, and does not say which`);
}

/**
 * The packages that modules in these folders import, except tests and test data. Missing folders
 * import nothing.
 */
export async function importedNames(root: string, folders = SOURCES): Promise<Set<string>> {
  const names = new Set<string>();
  for (const folder of folders) {
    for await (const file of sources(`${root}/${folder}`)) {
      const text = await Deno.readTextFile(file);
      for (const [, name] of text.matchAll(/(?:from|import)\s*\(?\s*"([^."][^"]*)"/g)) {
        names.add(name!);
      }
    }
  }
  return names;
}

async function* sources(folder: string): AsyncGenerator<string> {
  if (!await Deno.stat(folder).catch(() => null)) return;
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && entry.name !== "testing" && entry.name !== "node_modules") {
      yield* sources(path);
    } else if (/\.ts$/.test(entry.name) && !/(_test|bench)\.ts$/.test(entry.name)) yield path;
  }
}

if (import.meta.main) {
  const config: DenoConfig = JSON.parse(await Deno.readTextFile("deno.json"));
  const lock: DenoLock = JSON.parse(await Deno.readTextFile("deno.lock"));
  const made = productionConfig(config, await importedNames("."));
  const json = (value: unknown) => JSON.stringify(value, null, 2) + "\n";
  await Deno.writeTextFile("deno.json", json(made));
  await Deno.writeTextFile("deno.lock", json(productionLock(lock, made)));
}
