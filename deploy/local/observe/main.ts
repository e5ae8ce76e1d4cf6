/** The collector's process, see app.ts: it listens on HOST and PORT. */
import { observeApp } from "./app.ts";

const hostname = Deno.env.get("HOST") ?? "127.0.0.1";
const port = Number(Deno.env.get("PORT") ?? 4318);
const app = observeApp((name) => Deno.readTextFile(new URL(`./${name}`, import.meta.url)));

const server = Deno.serve({
  port,
  hostname,
  onListen: () => console.log(`traces and metrics at http://${hostname}:${port}`),
}, app.fetch);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.addSignalListener(signal, () => {
    server.shutdown().finally(() => Deno.exit(0));
  });
}
