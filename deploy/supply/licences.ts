/** Which licences we take, and a list of them for people. Pure. */
import { type Component, keyOf } from "./components.ts";

/** None of them asks anything of us but to be named. */
export const taken: ReadonlySet<string> = new Set([
  ...["MIT", "MIT-0", "ISC", "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "Unlicense"],
  ...["BlueOak-1.0.0", "CC0-1.0", "Python-2.0", "PostgreSQL", "Zlib"],
  // Data, and a tool that no image has: used as they are.
  ...["CC-BY-4.0", "MPL-2.0"],
]);

/** Components whose licence we have not agreed to. An expression with OR needs one that is taken. */
export function refused(components: Component[]): Component[] {
  return components.filter(({ license }) => license !== undefined && !isTaken(license));
}

function isTaken(license: string): boolean {
  const bare = license.replace(/[()]/g, "");
  return bare.split(" OR ").some((one) =>
    one.split(" AND ").every((part) => taken.has(part.trim()))
  );
}

/** A line of Markdown for each licence with what has it. */
export function licenceList(components: Component[]): string {
  const by = Map.groupBy(components, ({ license }) => license ?? "not installed on this platform");
  const rows = [...by].sort(([, a], [, b]) => b.length - a.length).map(([license, all]) =>
    `| ${license} | ${all.length} | ${all.map(keyOf).join(", ")} |`
  );
  return ["| licence | packages | which |", "| --- | --- | --- |", ...rows, ""].join("\n");
}
