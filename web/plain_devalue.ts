/**
 * Stands for the library `devalue` in the built app, and is a fiftieth of its size. SvelteKit passes
 * through it what comes from a server's `load`, from form actions and remote functions, of which this
 * app has none (plain_devalue_test.ts), and the state of a history entry, which is plain JSON here.
 */
import { resolve } from "node:path";
import type { Plugin } from "vite";

export function plainDevalue(): Plugin {
  return {
    name: "plain-devalue",
    apply: "build",
    enforce: "pre",
    applyToEnvironment: ({ name }) => name === "client",
    resolveId: {
      filter: { id: /^devalue$/ },
      handler: () => resolve("src/lib/plain-devalue.ts"),
    },
  };
}
