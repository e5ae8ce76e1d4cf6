/**
 * Which modules of ours lie together in one file of the built app. By itself the bundler makes a file
 * for each set of pages that have something in common: dozens of less than a kilobyte, each compressed
 * alone, each asked for by a request of its own. Here a module lies with the part of the app that needs
 * it at once; beside that part, in one file, where others need it that lack the part.
 */

/** What the bundler knows of a module: who imports it, at once or later. */
export interface Imported {
  importers: readonly string[];
  dynamicImporters: readonly string[];
}

/** What there is of a module; null where the bundler does not know it. */
export type Look = (id: string) => Imported | null;

interface Part {
  name: string;
  /** The part that is there before it. */
  within: string | null;
  /** The modules that it begins with. */
  roots: RegExp;
}

const PARTS: readonly Part[] = [
  { name: "start", within: null, roots: /\/src\/routes\/\+(layout|error)\b/ },
  { name: "messages", within: "start", roots: /\/src\/lib\/ui\/ToastList\.svelte$/ },
  { name: "entry", within: "start", roots: /\/src\/routes\/\(entry\)\// },
  { name: "app", within: "start", roots: /\/src\/routes\/\(app\)\/\+layout\b/ },
  { name: "uploads", within: "app", roots: /\/src\/routes\/\(app\)\/\+page\b/ },
  { name: "job", within: "app", roots: /\/src\/routes\/\(app\)\/jobs\// },
  { name: "issues", within: "job", roots: /\/src\/lib\/issues\/IssuesPanel\.svelte$/ },
  {
    name: "grid",
    within: "job",
    roots: /\/src\/lib\/(rows\/Rows|contacts\/Contacts)Panel\.svelte$/,
  },
];
/** Pages that are no parts of their own, and the part that they have. */
const PAGES: readonly { roots: RegExp; within: string }[] = [
  { roots: /\/src\/routes\/\(app\)\//, within: "app" },
  { roots: /\/src\/routes\//, within: "start" },
];

/** What lies beside a part, for others too. */
const shared = (part: string) => `${part}-shared`;

/** @returns the file that a module lies in; null where no part needs it at once: the bundler decides */
export function partsOf(look: Look): (id: string) => string | null {
  const found = new Map<string, ReadonlySet<string>>();

  /** The pages, and what is loaded later, that need a module. */
  function rootsOf(id: string): ReadonlySet<string> {
    const known = found.get(id);
    if (known) return known;
    const roots = new Set<string>();
    const seen = new Set<string>();
    const visit = (one: string) => {
      if (seen.has(one)) return;
      seen.add(one);
      if (pageOf(one)) return void roots.add(one);
      const { importers = [], dynamicImporters = [] } = look(one) ?? {};
      if (dynamicImporters.length > 0) roots.add(one);
      importers.forEach(visit);
    };
    visit(id);
    found.set(id, roots);
    return roots;
  }

  /** The part that is there wherever this root is loaded. */
  function homeOf(root: string, asked: ReadonlySet<string> = new Set()): string | null {
    const home = partOf(root) ?? pageOf(root);
    if (home) return home;
    if (asked.has(root)) return null;
    const also = new Set([...asked, root]);
    const openers = look(root)?.dynamicImporters.flatMap((one) => [...rootsOf(one)]) ?? [];
    return common(openers.map((opener) => homeOf(opener, also)));
  }

  return (id) => {
    const roots = [...rootsOf(id)];
    const atOnce = common(roots.map(partOf));
    if (!atOnce) return null;
    return atOnce === common(roots.map((root) => homeOf(root))) ? atOnce : shared(atOnce);
  };
}

const partOf = (id: string): string | null =>
  PARTS.find(({ roots }) => roots.test(id))?.name ?? null;

const pageOf = (id: string): string | null =>
  partOf(id) ?? PAGES.find(({ roots }) => roots.test(id))?.within ?? null;

/** The innermost part that all of these have; null if there are none. */
function common(parts: readonly (string | null)[]): string | null {
  const lines = parts.filter((part) => part !== null).map(lineOf);
  const [first, ...others] = lines;
  return first?.find((part) => others.every((line) => line.includes(part))) ?? null;
}

/** The part, the one around it, and so on. */
function lineOf(name: string): string[] {
  const within = PARTS.find((part) => part.name === name)?.within;
  return within ? [name, ...lineOf(within)] : [name];
}
