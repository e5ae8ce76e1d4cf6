/** All that the API lets somebody do with an account alone, with marked values. */
import assert from "node:assert/strict";
import type { Session, SessionEntry } from "@rollcall/contracts/api";
import { codeAt } from "../../services/identity/totp.ts";
import { linkTo } from "../harness/sent_messages.ts";
import { newMark } from "./marks.ts";
import { MarkedClient, outside } from "./marked_client.ts";
import type { CalledRoutes } from "./routes_called.ts";

export interface LivedAccount {
  client: MarkedClient;
  credentials: { email: string; password: string };
  /** what is nowhere in clear at any time */
  secret: Record<string, string>;
}

/** Opens an account, does everything with it, and is signed in at the end. */
export async function liveWithAccount(
  apiUrl: string,
  called: CalledRoutes,
  of: Record<string, string>,
): Promise<LivedAccount> {
  const secret: Record<string, string> = {};
  const newPassword = (name: string) => secret[name] = newMark() + newMark();
  const ask = <T>(path: string, json?: unknown) => outside<T>(apiUrl, called, path, json);
  const tokenOf = async (email: string, subject: RegExp) =>
    (await linkTo(apiUrl, email, subject)).split("#")[1]!;

  await ask("/auth/methods");
  await ask("/.well-known/jwks.json");
  const former = `${of.me}@example.com`, email = `${of.me}2@example.com`;
  let password = newPassword("first password");
  const opened = await ask<Session>("/auth/register", { email: former, password, name: of.name });
  const first = new MarkedClient(apiUrl, opened, called);
  await first.done("GET", "/auth/me");
  await first.done("PATCH", "/auth/me", { name: `${of.name}2` });
  await ask("/auth/email/confirm", { token: await tokenOf(former, /Confirm your e-mail/) });
  await first.done("POST", "/auth/email/verify");
  await setUpSecondFactor(first, { email: former, password }, secret, ask);

  const changed = { old_password: password, new_password: newPassword("second password") };
  await first.done("POST", "/auth/password", changed);
  password = changed.new_password;
  await first.done("POST", "/auth/email", { email, password });
  await ask("/auth/email/confirm", { token: await tokenOf(email, /Confirm your new e-mail/) });
  await ask("/auth/password/forgot", { email });
  const token = await tokenOf(email, /Choose a new password/);
  password = newPassword("password");
  await ask("/auth/password/reset", { token, new_password: password });

  const credentials = { email, password };
  const signIn = async () =>
    new MarkedClient(apiUrl, await ask<Session>("/auth/login", credentials), called);
  await endSessions(await ask<Session>("/auth/login", credentials), signIn, ask, called, apiUrl);
  const last = await ask<Session>("/auth/login", credentials);
  secret.token = last.token;
  secret.refresh = last.refresh_token;
  const client = new MarkedClient(apiUrl, last, called);
  await client.done("PATCH", "/me/retention", { keep_days: 60 });
  await client.done("GET", "/me/retention");
  await client.done("GET", "/me/security-log");
  return { client, credentials, secret };
}

type Ask = <T>(path: string, json?: unknown) => Promise<T>;

/** Turns it on, signs in by it, and turns it off. Recovery codes stand in for the app's, each once. */
async function setUpSecondFactor(
  person: MarkedClient,
  credentials: { email: string; password: string },
  secret: Record<string, string>,
  ask: Ask,
): Promise<void> {
  const { password } = credentials;
  const path = "/auth/second-factor";
  const made = await person.done<{ secret: string }>("POST", path, { password });
  const code = codeAt(made.secret, Date.now());
  type Codes = { recovery_codes: string[] };
  const on = await person.done<Codes>("POST", `${path}/confirm`, { code });
  await person.done("GET", path);
  const renewed = await person.done<Codes>("POST", `${path}/recovery-codes`, {
    password,
    code: on.recovery_codes[0],
  });
  const [used, last] = renewed.recovery_codes;
  await ask("/auth/login", { ...credentials, code: used });
  await person.done("POST", `${path}/remove`, { password, code: last });
  secret["second factor"] = made.secret;
  secret["former recovery code"] = on.recovery_codes[1]!;
  secret["recovery code"] = renewed.recovery_codes[2]!;
}

/** A session goes on by its refresh token; others end by each of the ways there are. */
async function endSessions(
  begun: Session,
  signIn: () => Promise<MarkedClient>,
  ask: Ask,
  called: CalledRoutes,
  apiUrl: string,
): Promise<void> {
  const { refresh_token } = begun;
  const gone = await ask<Session>("/auth/refresh", { refresh_token });
  const person = new MarkedClient(apiUrl, gone, called);
  const other = await signIn();
  const sessions = await person.done<SessionEntry[]>("GET", "/auth/sessions");
  const another = sessions.find(({ current }) => !current);
  assert.ok(another, "the other session is listed");
  await person.done("DELETE", `/auth/sessions/${another.id}`, {});
  assert.equal((await other.call("/auth/me")).status, 401);
  await (await signIn()).done("POST", "/auth/logout", {});
  await person.done("DELETE", "/auth/sessions", {});
}
