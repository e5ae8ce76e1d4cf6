/** Signing in through the whole system: behind the web each user has an address of his own. */
import assert from "node:assert/strict";
import { sharedStack } from "../harness/shared_stack.ts";

const PASSWORD = "correct horse battery";

Deno.test("behind the web an attacker's wrong tries are his own, and a known browser gets in", async () => {
  const { apiUrl } = sharedStack();
  const email = `${crypto.randomUUID()}@example.com`;
  const block = crypto.getRandomValues(new Uint8Array(2)).join(".");
  /** As the web passes a browser's request on: what it saw comes last. */
  const ask = async (path: string, password: string, from: string, cookie = "") => {
    const response = await fetch(`${apiUrl}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "sec-fetch-site": "same-origin",
        "x-forwarded-for": `6.6.6.6, ${from}`,
        ...(cookie && { cookie }),
      },
      body: JSON.stringify({ email, password }),
    });
    await response.body?.cancel();
    return response;
  };
  const [home, attacker, cafe] = [`10.${block}.1`, `172.${block}.1`, `192.${block}.1`];
  const opened = await ask("/auth/register", PASSWORD, home);
  assert.equal(opened.status, 201);
  const device = opened.headers.getSetCookie().find((one) => one.startsWith("rollcall_device="))!;

  const tries = await Promise.all(
    Array.from({ length: 30 }, () => ask("/auth/login", "wrong horse battery", attacker)),
  );
  // How many are let through depends on how long they take together; some are free.
  const refused = tries.filter(({ status }) => status === 429);
  assert.ok(refused.length > 0 && refused.length <= 25, `${refused.length} were refused`);
  for (const { headers } of refused) assert.ok(headers.has("retry-after"));
  assert.equal((await ask("/auth/login", PASSWORD, home)).status, 200);
  assert.equal((await ask("/auth/login", PASSWORD, cafe)).status, 200);
  // In the attacker's own network it takes the browser that is known.
  const own = device.split(";")[0]!;
  assert.equal((await ask("/auth/login", PASSWORD, attacker, own)).status, 200);
});
