/**
 * Builds the web as a static single page application, and serves it in development on WEB_PORT
 * with /api passed on to the gateway on API_PORT, so that the browser knows one origin.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { paraglideVitePlugin } from "@inlang/paraglide-js";
import adapter from "@sveltejs/adapter-static";
import { sveltekit } from "@sveltejs/kit/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, loadEnv } from "vite";
import { compilerOptions } from "./catalogue.ts";
import { kit, laterIsPure, oursByPart, svelteLater } from "./chunks.ts";
import { leanPreloads } from "./lean_preloads.ts";
import { keptFormats } from "./kept_formats.ts";
import { onlyIn } from "./one_language.ts";
import { plainKit } from "./plain_kit.ts";
import { plainIcons } from "./plain_icons.ts";
import { MAX_UPLOAD_BYTES } from "../contracts/api/upload_limit.ts";

/**
 * The style attribute by which SvelteKit hides the element that reads a new page's title out. Where an
 * update changes it, the tests in the browser find a violation, which tells the new hash.
 */
const ANNOUNCER = "sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=";

/** The language in which the server speaks. */
const SERVERS = "en";

/** The hashes of the scripts that a page of ours has in it; SvelteKit adds that of its own. */
function inlineScripts(page: string): `sha256-${string}`[] {
  const scripts = readFileSync(page, "utf8").matchAll(/<script>([^]*?)<\/script>/g);
  return [...scripts].map(([, text]) =>
    `sha256-${createHash("sha256").update(text!).digest("base64")}` as const
  );
}

export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, ".", "");
  // Set by build.ts, which makes an app for each language.
  const locale = env.LOCALE || null;
  const words = compilerOptions(locale);
  const built = `.svelte-kit/site/${locale}`;
  const maxUploadBytes = Number(env.MAX_UPLOAD_BYTES || MAX_UPLOAD_BYTES);
  const preloads = leanPreloads();
  const server = {
    host: env.WEB_HOST || "127.0.0.1",
    port: Number(env.WEB_PORT || 5173),
    strictPort: true,
    // xfwd: the gateway counts attempts to sign in by the address of whoever asks here.
    proxy: {
      "/api": { target: env.API_URL || `http://127.0.0.1:${env.API_PORT || 8000}`, xfwd: true },
    },
  };
  return {
    plugins: [
      tailwindcss(),
      paraglideVitePlugin(words),
      keptFormats(),
      plainKit(),
      plainIcons(),
      laterIsPure,
      preloads.plugin,
      ...(locale ? [onlyIn(locale)] : []),
      sveltekit({
        compilerOptions: { runes: true },
        adapter: adapter({ pages: built, fallback: "index.html", precompress: true }),
        version: { name: env.BUILD_VERSION || "development" },
        paths: { relative: false },
        csp: {
          mode: "hash",
          directives: {
            "default-src": ["self"],
            "script-src": ["self", ...inlineScripts("src/app.html")],
            "style-src": ["self"],
            "style-src-attr": ["unsafe-hashes", ANNOUNCER],
            "img-src": ["self", "data:"],
            "object-src": ["none"],
          },
        },
      }),
    ],
    environments: {
      client: {
        build: {
          modulePreload: { resolveDependencies: preloads.resolveDependencies },
          rolldownOptions: {
            // A part may take an entry's modules, which the entry then passes on.
            preserveEntrySignatures: "allow-extension",
            output: {
              codeSplitting: {
                groups: [kit, oursByPart(words.outdir), svelteLater],
              },
            },
          },
        },
      },
    },
    resolve: {
      alias: [
        ...(locale
          ? [{ find: /^(?:#lib|\.\.)\/paraglide\//, replacement: `${resolve(words.outdir)}/` }]
          : []),
        ...(locale === SERVERS
          ? [{
            find: /^(?:#lib|\.\.)\/answers\/(?:provenance|reasons|summaries)\.ts$/,
            replacement: resolve("src/lib/answers/as-written.ts"),
          }]
          : []),
      ],
    },
    define: {
      __MAX_UPLOAD_BYTES__: JSON.stringify(maxUploadBytes),
      __LOCALE__: locale ? JSON.stringify(locale) : "undefined",
    },
    server,
    preview: server,
  };
});
