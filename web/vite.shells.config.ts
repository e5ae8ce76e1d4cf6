/**
 * Builds what the document shows until the app is there (src/lib/shells), in the language of the app
 * that was built before.
 */
import { resolve } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, loadEnv } from "vite";
import { compilerOptions } from "./catalogue.ts";
import { MAX_UPLOAD_BYTES } from "../contracts/api/upload_limit.ts";
import { onlyIn } from "./one_language.ts";
import { plainIcons } from "./plain_icons.ts";

export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, ".", "");
  const locale = env.LOCALE!;
  return {
    publicDir: false,
    logLevel: "warn",
    plugins: [onlyIn(locale), plainIcons(), svelte({ compilerOptions: { runes: true } })],
    resolve: {
      alias: [{
        find: /^(?:#lib|\.\.)\/paraglide\//,
        replacement: `${resolve(compilerOptions(locale).outdir)}/`,
      }],
    },
    define: {
      __MAX_UPLOAD_BYTES__: JSON.stringify(Number(env.MAX_UPLOAD_BYTES || MAX_UPLOAD_BYTES)),
      __LOCALE__: JSON.stringify(locale),
    },
    ssr: { noExternal: true },
    build: { ssr: "src/lib/shells/render.ts", outDir: `.svelte-kit/shells/${locale}` },
  };
});
