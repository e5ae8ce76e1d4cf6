/**
 * What a later import asks for ahead, without the files that every page has from its start: the bundler
 * lists all that a file needs, wherever it is imported.
 */
import type { Plugin, Rolldown } from "vite";

/** SvelteKit's names for the files that a page begins with. */
const STARTS = new Set(["entry/start", "entry/app"]);

/** The plugin that looks which files those are, and what the bundler asks for a file's needs. */
export function leanPreloads() {
  let everywhere: ReadonlySet<string> = new Set();
  const plugin: Plugin = {
    name: "lean-preloads",
    apply: "build",
    applyToEnvironment: ({ name }) => name === "client",
    generateBundle: {
      order: "pre",
      handler: (_, bundle) => void (everywhere = neededFromTheStart(bundle)),
    },
  };
  const resolveDependencies = (_: string, files: string[]) =>
    files.filter((file) => !everywhere.has(file));
  return { plugin, resolveDependencies };
}

/** @throws where SvelteKit begins otherwise than is known here */
function neededFromTheStart(bundle: Rolldown.OutputBundle): Set<string> {
  const seen = new Set<string>();
  const visit = (file: string) => {
    const chunk = bundle[file];
    if (chunk?.type !== "chunk" || seen.has(file)) return;
    seen.add(file);
    chunk.imports.forEach(visit);
  };
  const starts = Object.values(bundle).filter((one) => one.type === "chunk")
    .filter(({ name }) => STARTS.has(name));
  if (starts.length < STARTS.size) throw new Error("the build has no entry/start or no entry/app");
  for (const { fileName, name, dynamicImports } of starts) {
    visit(fileName);
    // All that the start imports later is SvelteKit itself.
    if (name === "entry/start") dynamicImports.forEach(visit);
  }
  return seen;
}
