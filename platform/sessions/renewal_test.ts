import assert from "node:assert/strict";
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { authenticate } from "../auth.ts";
import { createApp } from "../http.ts";
import { silentLog } from "../log.ts";
import { HttpProblem } from "../problem.ts";
import { type Renew, renewalBy } from "./renew.ts";
import { RevokedSessions } from "./revoked_sessions.ts";

const options = {
  JWKS_URL: "http://127.0.0.1:1/.well-known/jwks.json",
  JWT_ISSUER: "http://issuer.test",
  JWT_AUDIENCE: "rollcall",
  WEB_ORIGINS: ["http://web.test"],
};
const { publicKey, privateKey } = await generateKeyPair("EdDSA");
const keys = createLocalJWKSet({
  keys: [{ ...await exportJWK(publicKey), kid: "k", alg: "EdDSA" }],
});

function token(expiresIn: string, sid = "session-1"): Promise<string> {
  return new SignJWT({ sid }).setProtectedHeader({ alg: "EdDSA", kid: "k" }).setSubject("user-1")
    .setIssuer(options.JWT_ISSUER).setAudience("rollcall").setExpirationTime(expiresIn)
    .sign(privateKey);
}

interface Parts {
  renew?: Renew | null | undefined;
  revoked?: RevokedSessions;
  /** what the handler answers with */
  answer?: () => Response;
}

/** A service with one route, which is renewed by whatever the test says. */
function service({ renew, revoked = new RevokedSessions(), answer }: Parts) {
  const app = createApp({ log: silentLog() });
  app.use("/jobs", authenticate(options, keys, { revoked, renew }));
  app.get("/jobs", (c) => answer?.() ?? c.text(c.var.sessionId ?? ""));
  app.post("/jobs", (c) => c.text("done"));
  return app;
}

const COOKIES = ["rollcall_session=new; HttpOnly", "rollcall_refresh=next; HttpOnly"];
const page = (access: string, refresh = "old") => ({
  cookie: `rollcall_session=${access}; rollcall_refresh=${refresh}`,
});

/** Answers with a new token, and notes with what it was asked. */
async function renewing(sid = "session-1") {
  const asked: string[] = [];
  const fresh = await token("10m", sid);
  const renew: Renew = (refreshToken) => {
    asked.push(refreshToken);
    return Promise.resolve({ token: fresh, cookies: COOKIES });
  };
  return { asked, renew };
}

Deno.test("sessions: an expired cookie is renewed on the way, with the answer", async () => {
  const { asked, renew } = await renewing();
  for (const answer of [undefined, () => new Response("raw")]) {
    const app = service({ renew, ...(answer && { answer }) });
    const response = await app.request("/jobs", { headers: page(await token("-1m")) });
    assert.equal(response.status, 200);
    assert.deepEqual(response.headers.getSetCookie(), COOKIES);
  }
  const app = service({ renew });
  const headers = { cookie: "rollcall_refresh=old" };
  assert.equal((await app.request("/jobs", { headers })).status, 200);
  assert.deepEqual(asked, ["old", "old", "old"]);
});

Deno.test("sessions: a good cookie, a bearer's token and another site renew nothing", async () => {
  const { asked, renew } = await renewing();
  const app = service({ renew });
  const good = page(await token("1m"));
  const response = await app.request("/jobs", { headers: good });
  assert.deepEqual(response.headers.getSetCookie(), []);
  const expired = await token("-1m");
  const program = { authorization: `Bearer ${expired}`, cookie: "rollcall_refresh=old" };
  assert.equal((await app.request("/jobs", { headers: program })).status, 401);
  const evil = { ...page(expired), origin: "http://evil.test" };
  assert.equal((await app.request("/jobs", { method: "POST", headers: evil })).status, 403);
  assert.deepEqual(asked, []);
});

Deno.test("sessions: where an answer may take long, an expired cookie is not renewed", async () => {
  const headers = page(await token("-1m"));
  assert.equal((await service({ renew: null }).request("/jobs", { headers })).status, 401);
});

Deno.test("sessions: a late refusal takes no cookies of who has signed in again meanwhile", async () => {
  let asked = 0;
  const cleared = ["rollcall_session=; Max-Age=0", "rollcall_refresh=; Max-Age=0"];
  const identity = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => {
    asked++;
    const headers = new Headers();
    for (const cookie of cleared) headers.append("set-cookie", cookie);
    return Response.json({}, { status: 401, headers });
  });
  const JWKS_URL = `http://127.0.0.1:${identity.addr.port}/.well-known/jwks.json`;
  const app = service({ renew: renewalBy({ ...options, JWKS_URL }) });
  for (const refreshToken of ["old", "old", "older"]) {
    const headers = page(await token("-1m"), refreshToken);
    const response = await app.request("/jobs", { headers });
    assert.equal(response.status, 401);
    assert.deepEqual(response.headers.getSetCookie(), []);
  }
  assert.equal(asked, 2, "one that was refused is not asked about again");
  await identity.shutdown();
});

Deno.test("sessions: while identity is away, an expired cookie is 503, a good one is not", async () => {
  const app = service({ renew: renewalBy(options) });
  const response = await app.request("/jobs", { headers: page(await token("-1m")) });
  assert.equal(response.status, 503);
  assert.ok(response.headers.has("retry-after"));
  assert.equal((await app.request("/jobs", { headers: page(await token("1m")) })).status, 200);
});

Deno.test("sessions: a revoked session or user is refused, by cookie and by token", async () => {
  const revoked = new RevokedSessions();
  const app = service({ revoked, renew: null });
  const mine = await token("1m"), other = await token("1m", "session-2");
  const status = async (jwt: string) =>
    (await app.request("/jobs", { headers: { authorization: `Bearer ${jwt}` } })).status;
  revoked.replace([{ id: "session-1", isUser: false }]);
  assert.equal(await status(mine), 401);
  assert.equal((await app.request("/jobs", { headers: page(mine) })).status, 401);
  assert.equal(await status(other), 200);
  revoked.replace([{ id: "user-1", isUser: true }]);
  assert.equal(await status(other), 401);
  revoked.replace([]);
  assert.equal(await status(mine), 200);
});

Deno.test("sessions: who has ended is not guessed once the list was not read for long", async () => {
  let now = 0;
  const revoked = new RevokedSessions(() => now);
  const app = service({ revoked, renew: null });
  const headers = { authorization: `Bearer ${await token("1m")}` };
  const status = async () => (await app.request("/jobs", { headers })).status;
  assert.equal(await status(), 200, "nobody follows it");
  revoked.replace([]);
  now = 29_000;
  assert.equal(await status(), 200);
  now = 31_000;
  assert.equal(await status(), 503);
  revoked.replace([]);
  assert.equal(await status(), 200);
});

Deno.test("sessions: a live stream ends with its session, and with no other", async () => {
  const revoked = new RevokedSessions();
  const left = Promise.withResolvers<void>();
  const answer = () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode("event: job\n\n")),
        cancel: () => left.resolve(),
      }),
      { headers: { "content-type": "text/event-stream" } },
    );
  const app = service({ revoked, answer, renew: null });
  const headers = { authorization: `Bearer ${await token("1m")}` };
  const reader = (await app.request("/jobs", { headers })).body!.getReader();
  await reader.read();
  const next = reader.read();
  revoked.replace([{ id: "session-2", isUser: false }]);
  assert.equal(revoked.watchers, 1);
  revoked.replace([{ id: "session-1", isUser: false }]);
  assert.equal((await next).done, true);
  await left.promise;
  assert.equal(revoked.watchers, 0);
});

Deno.test("sessions: identity is asked once for requests that arrive at once", async () => {
  const asked: Headers[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    asked.push(request.headers);
    const headers = new Headers();
    for (const cookie of COOKIES) headers.append("set-cookie", cookie);
    return Response.json({}, { headers });
  });
  const origin = `http://127.0.0.1:${server.addr.port}`;
  const renew = renewalBy({ ...options, JWKS_URL: `${origin}/.well-known/jwks.json` })!;
  const app = createApp({ log: silentLog() });
  app.get("/jobs", async (c) => {
    const [first, second] = await Promise.all([renew("old", c), renew("old", c)]);
    if (first !== second) throw new HttpProblem(409, "two calls");
    return c.json(first);
  });
  const headers = { "x-forwarded-for": "192.0.2.7", "user-agent": "Firefox", "cookie": "secret=1" };
  const answer = await (await app.request("/jobs", { headers })).json();
  assert.deepEqual(answer, { token: "new", cookies: COOKIES });
  assert.equal(asked.length, 1);
  assert.equal(asked[0]!.get("cookie"), "rollcall_refresh=old");
  assert.equal(asked[0]!.get("origin"), "http://web.test");
  assert.equal(asked[0]!.get("x-forwarded-for"), "192.0.2.7");
  await server.shutdown();
});

Deno.test("sessions: another provider's cookies are not ours to renew", () => {
  assert.equal(renewalBy({ ...options, JWKS_URL: "https://login.example.com/keys" }), undefined);
});
