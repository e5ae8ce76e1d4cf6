/**
 * Smaller files for what SvelteKit has for other apps than this one, in the built app:
 *
 * - the library `devalue`, through which it passes what comes from a server's `load`, from form actions
 *   and remote functions, and the state of a history entry, which is plain JSON here;
 * - how it reads route ids: ours have whole segments as parameters, and no matchers;
 * - how it fetches: answers that a server has put into the page are looked for there, and we have none.
 *
 * plain_kit_test.ts holds that the app is so.
 */
import { resolve } from "node:path";
import type { Plugin } from "vite";

const STAND_INS: readonly [what: RegExp, ours: string][] = [
  [/^devalue$/, "devalue"],
  [/\/utils\/routing\.js$/, "routes"],
  [/\/fetcher\.js$/, "fetch"],
];
const KIT = /\/@sveltejs\/kit\/src\/runtime\/client\/[^/]+$/;

export function plainKit(): Plugin {
  return {
    name: "plain-kit",
    apply: "build",
    enforce: "pre",
    applyToEnvironment: ({ name }) => name === "client",
    resolveId: {
      filter: { id: STAND_INS.map(([what]) => what) },
      handler(id, importer) {
        const [, ours] = STAND_INS.find(([what]) => what.test(id))!;
        return ours === "devalue" || KIT.test(importer ?? "")
          ? resolve(`src/lib/kit/plain-${ours}.ts`)
          : undefined;
      },
    },
  };
}
