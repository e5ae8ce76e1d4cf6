/** Every npm package of a lock file, with its licence as the installed package says. */
export interface Component {
  name: string;
  version: string;
  /** `sha512-…` as the lock has it */
  integrity: string;
  /** SPDX, as the package says; undefined where it is not installed here, as for another platform */
  license: string | undefined;
  /** the keys of what it depends on: name@version */
  dependsOn: string[];
}

interface Lock {
  specifiers: Record<string, string>;
  npm?: Record<
    string,
    { integrity?: string; dependencies?: string[]; optionalDependencies?: string[] }
  >;
}

/** What a package.json says of its licence. */
export type ReadLicense = (name: string, version: string) => Promise<string | undefined>;

export const keyOf = ({ name, version }: Pick<Component, "name" | "version">) =>
  `${name}@${version}`;

/** The components of a lock, each once: the lock lists one for each set of its peers. */
export async function componentsOf(lock: Lock, readLicense: ReadLicense): Promise<Component[]> {
  const entries = Object.entries(lock.npm ?? {}).map(([key, entry]) => ({ ...split(key), entry }));
  const versions = Map.groupBy(entries, ({ name }) => name);
  const found = new Map<string, Component>();
  for (const { name, version, entry } of entries) {
    const known = found.get(keyOf({ name, version }));
    const dependsOn = [...entry.dependencies ?? [], ...entry.optionalDependencies ?? []]
      .flatMap((dependency) => {
        const of = split(dependency);
        const all = versions.get(of.name) ?? [];
        const one = of.version ? all.find((other) => other.version === of.version) : all[0];
        return one ? [keyOf(one)] : [];
      });
    found.set(keyOf({ name, version }), {
      name,
      version,
      integrity: entry.integrity ?? "",
      license: known?.license ?? await readLicense(name, version),
      dependsOn: [...new Set([...known?.dependsOn ?? [], ...dependsOn])].sort(),
    });
  }
  return [...found.values()].sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
}

/** `@scope/name@1.2.3_peer@4` → name and version. */
function split(key: string): { name: string; version: string } {
  const at = key.indexOf("@", 1);
  if (at < 0) return { name: key, version: "" };
  return { name: key.slice(0, at), version: key.slice(at + 1).split("_")[0]! };
}
