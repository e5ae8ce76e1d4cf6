/** Exits with 0 if the container's service is ready. */
const port = Deno.env.get("PORT");
const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
  signal: AbortSignal.timeout(2_500),
}).catch(() => null);
await response?.body?.cancel();
Deno.exit(response?.ok ? 0 : 1);
