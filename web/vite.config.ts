/**
 * Builds the web as a static single page application, and serves it in development on WEB_PORT
 * with /api passed on to the gateway on API_PORT, so that the browser knows one origin.
 */
import adapter from "@sveltejs/adapter-static";
import { sveltekit } from "@sveltejs/kit/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, loadEnv } from "vite";
import { MAX_UPLOAD_BYTES } from "../contracts/api/upload_limit.ts";

export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, ".", "");
  const maxUploadBytes = Number(env.MAX_UPLOAD_BYTES || MAX_UPLOAD_BYTES);
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
      sveltekit({
        adapter: adapter({ fallback: "index.html", precompress: true }),
        paths: { relative: false },
      }),
    ],
    define: { __MAX_UPLOAD_BYTES__: JSON.stringify(maxUploadBytes) },
    server,
    preview: server,
  };
});
