/**
 * Makes the checkout's deno.json that of an image: only the packages that services import, no web in
 * the workspace, no tasks. Which packages those are is read off the sources, so that nothing is
 * forgotten and nothing comes along that only tests use.
 */
const SOURCES = ["services", "event-store", "contracts", "deploy/containers", "deploy/operator"];

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

/** What the modules below these folders import by name; tests and test data left out. */
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
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && entry.name !== "testing" && entry.name !== "node_modules") {
      yield* sources(path);
    } else if (/\.ts$/.test(entry.name) && !/(_test|bench)\.ts$/.test(entry.name)) yield path;
  }
}

if (import.meta.main) {
  const config: DenoConfig = JSON.parse(await Deno.readTextFile("deno.json"));
  const made = productionConfig(config, await importedNames("."));
  await Deno.writeTextFile("deno.json", JSON.stringify(made, null, 2) + "\n");
}
