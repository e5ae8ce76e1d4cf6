import assert from "node:assert/strict";
import { call } from "./http.ts";

const answer = (value: string, status = 200) =>
  Promise.resolve(new Response(JSON.stringify(value), { status }));
const fetch = () => answer("asked anew");
const asks = async (path: string) => {
  const answered = await call<string>(path, { fetch, once: true });
  return answered.ok ? answered.value : answered.problem.status;
};

Deno.test("what the document asked for is taken once", async () => {
  globalThis.askedEarly = new Map([["/jobs/1", answer("early")]]);
  assert.equal(await asks("/jobs/2"), "asked anew");
  assert.equal(await asks("/jobs/1"), "early");
  assert.equal(await asks("/jobs/1"), "asked anew");
});

Deno.test("what was refused or lost is asked for again, but for who is signed in", async () => {
  globalThis.askedEarly = new Map([
    ["/jobs/1", answer("no", 401)],
    ["/jobs/2", answer("no", 503)],
    ["/jobs/3", Promise.reject(new TypeError("offline"))],
    ["/auth/me", answer("no", 401)],
  ]);
  for (const path of ["/jobs/1", "/jobs/2", "/jobs/3"]) {
    assert.equal(await asks(path), "asked anew", path);
  }
  assert.equal(await asks("/auth/me"), 401);
});
