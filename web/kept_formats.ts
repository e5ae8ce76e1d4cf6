/** Has the words use formats that are kept (src/lib/text/kept-formats.ts). */
import { resolve } from "node:path";
import type { Plugin } from "vite";

const WORDS = /\/(?:paraglide|words\/\w+)\/messages\/[^/]+\.js$/;

export function keptFormats(): Plugin {
  return {
    name: "kept-formats",
    enforce: "pre",
    resolveId: {
      filter: { id: /^\.\.\/registry\.js$/ },
      handler: (_, importer) =>
        WORDS.test(importer ?? "") ? resolve("src/lib/text/kept-formats.ts") : undefined,
    },
  };
}
