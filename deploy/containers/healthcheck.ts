/** Exits with 0 if the container's service is ready; an argument `https` asks it by TLS. */
const port = Deno.env.get("PORT");
const [scheme = "http"] = Deno.args;
const response = await fetch(`${scheme}://127.0.0.1:${port}/readyz`, {
  signal: AbortSignal.timeout(2_500),
}).catch(() => null);
await response?.body?.cancel();
Deno.exit(response?.ok ? 0 : 1);
