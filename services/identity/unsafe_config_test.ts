import assert from "node:assert/strict";
import { type Together, unsafe } from "./unsafe_config.ts";

const safe: Together = {
  WEB_ORIGINS: ["https://rollcall.example"],
  MASTER_KEY: `own:${"B".repeat(43)}=`,
  REGISTER_BY_MAIL: "no",
  OIDC_CLIENT_ID: "rollcall-web",
  JWT_AUDIENCE: "rollcall",
};

Deno.test("configuration: variables that are unsafe together are named", () => {
  assert.equal(unsafe(safe), undefined);
  const OIDC_URL = "https://login.example";
  assert.equal(unsafe({ ...safe, OIDC_URL }), undefined);
  assert.equal(unsafe({ ...safe, JWT_AUDIENCE: "rollcall-web" }), undefined, "no provider");
  assert.match(
    unsafe({ ...safe, OIDC_URL, JWT_AUDIENCE: "rollcall-web" })!,
    /^JWT_AUDIENCE and OIDC_CLIENT_ID are both rollcall-web: they must differ/,
  );
  assert.match(unsafe({ ...safe, REGISTER_BY_MAIL: "yes" })!, /needs a mail server/);
  const outbox = { ...safe, SMTP_URL: "outbox:" };
  assert.match(unsafe(outbox)!, /everybody can read it/);
  assert.match(unsafe({ ...outbox, WEB_ORIGINS: ["http://localhost.evil.example"] })!, /everybody/);
  const here = "http://localhost:5173";
  assert.equal(unsafe({ ...outbox, WEB_ORIGINS: [here] }), undefined);
  assert.match(unsafe({ ...outbox, WEB_ORIGINS: [here, ...safe.WEB_ORIGINS] })!, /everybody/);
});
