/**
 * Which files of the built app each page needs at once, so that the document can ask for all of them
 * together: by itself a page learns of its own files from the app's first ones, and of its open
 * section's from its own.
 */

/** Of Vite's manifest, by source. */
export type Manifest = Readonly<
  Record<string, { file: string; name?: string; imports?: readonly string[] }>
>;

/** What is fetched where an address fits: its path, then "?" and the section that is asked for. */
export interface Ahead {
  /** a regular expression */
  address: string;
  files: string[];
}

/** The sections of a job, by the part of the app that has them (parts.ts). */
const SECTIONS: Readonly<Record<string, string>> = {
  issues: "(issues)?",
  grid: "(rows|contacts|excluded|warnings)",
};
const JOB = "(app)/jobs/[id]";
const SOURCE = /\/src\/routes\/(.*?)\/?\+(page|layout|error)\./;

/**
 * @param nodes what SvelteKit has written for each page and layout, by the name that the manifest has
 * @param also files that every page has anyway
 */
export function aheadOf(
  manifest: Manifest,
  nodes: ReadonlyMap<string, string>,
  also: ReadonlySet<string>,
): Ahead[] {
  const filesOf = (roots: readonly string[]) =>
    [...new Set([...closure(manifest, roots)].map((key) => `/${manifest[key]!.file}`))]
      .filter((file) => !also.has(file)).sort();
  const kinds = {
    layout: new Map<string, string>(),
    page: new Map<string, string>(),
    error: new Map<string, string>(),
  };
  for (const [node, source] of nodes) {
    const [, folder = "", kind] = SOURCE.exec(source) ?? [];
    if (kind) kinds[kind as keyof typeof kinds].set(folder, node);
  }
  const { layout: layouts, page: pages, error: errors } = kinds;
  // SvelteKit shows nothing until it has what it would show of an error.
  const found: Ahead[] = [{ address: "^", files: filesOf([...errors.values()]) }];
  for (const [folder, page] of pages) {
    const around = [...layouts].filter(([outer]) => folder.startsWith(outer));
    const roots = [...around.map(([, layout]) => layout), page];
    found.push({ address: `^${pathOf(folder)}\\?`, files: filesOf(roots) });
    if (folder !== JOB) continue;
    for (const [part, sections] of Object.entries(SECTIONS)) {
      const root = Object.keys(manifest).find((key) => manifest[key]!.name === part);
      if (!root) throw new Error(`no file of the app has the part "${part}" (parts.ts)`);
      const files = filesOf([...roots, root]);
      found.push({ address: `^${pathOf(folder)}\\?${sections}$`, files });
    }
  }
  return found;
}

/** "(app)/jobs/[id]" → "/jobs/[^/]+" */
function pathOf(folder: string): string {
  const steps = folder.split("/").filter((step) => step && !step.startsWith("("));
  return "/" + steps.map((step) => step.startsWith("[") ? "[^/]+" : step).join("/");
}

function closure(manifest: Manifest, roots: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (key: string) => {
    if (seen.has(key)) return;
    seen.add(key);
    manifest[key]?.imports?.forEach(visit);
  };
  roots.forEach(visit);
  return seen;
}
