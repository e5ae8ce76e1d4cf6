/** Ends with 0 where the service of this container says that it is ready. */
const port = Deno.env.get("PORT");
const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
  signal: AbortSignal.timeout(2_500),
}).catch(() => null);
await response?.body?.cancel();
Deno.exit(response?.ok ? 0 : 1);
