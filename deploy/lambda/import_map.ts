/** Lets esbuild resolve modules as Deno does, by the import map of deno.json. */
import type { OnResolveArgs, Plugin } from "esbuild";

/**
 * Resolves a specifier to a file of the checkout, or to a package and the path inside it.
 *
 * @returns undefined if the map lacks it
 */
export function mapped(imports: Record<string, string>, specifier: string): string | undefined {
  const exact = imports[specifier];
  if (exact) return packagePath(exact);
  const prefix = Object.keys(imports).filter((name) => name.endsWith("/"))
    .find((name) => specifier.startsWith(name));
  return prefix && packagePath(imports[prefix]!) + specifier.slice(prefix.length);
}

/** `npm:name@1.2.3/inside` and `npm:/@scope/name@1.2.3/inside`, without the version. */
function packagePath(target: string): string {
  return target.replace(/^npm:\/?((?:@[^/]+\/)?[^@/]+)@[^/]+/, "$1");
}

/** The plugin. @param root the folder of deno.json */
export function importMap(root: string, imports: Record<string, string>): Plugin {
  return {
    name: "import map of deno.json",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async (args: OnResolveArgs) => {
        if (args.pluginData === "mapped" || args.importer.includes("/node_modules/")) return null;
        const target = mapped(imports, args.path);
        if (!target) return null;
        return await build.resolve(target, {
          kind: args.kind,
          resolveDir: root,
          importer: args.importer,
          pluginData: "mapped",
        });
      });
    },
  };
}
