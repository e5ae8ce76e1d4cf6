/**
 * Registering, signing in and out, who I am, and the public keys. A session is a JWT: programs get
 * it in the response, browsers also as a cookie that scripts cannot read.
 */
import type { Session } from "@rollcall/contracts/api";
import * as routes from "@rollcall/contracts/routes";
import {
  authenticate,
  type AuthOptions,
  refuseForgery,
  SESSION_COOKIE,
} from "@rollcall/platform/auth.ts";
import { type App, type AppEnv, createApp } from "@rollcall/platform/http.ts";
import type { Log } from "@rollcall/platform/log.ts";
import { HttpProblem, validationFailed } from "@rollcall/platform/problem.ts";
import { addressOf } from "@rollcall/platform/client_address.ts";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { type Account, type Accounts, canonicalEmail } from "./accounts.ts";
import type { Attempt, LoginLimit } from "./login_limit.ts";
import { weakness } from "./password_rules.ts";
import type { Passwords } from "./passwords.ts";
import type { Tokens } from "./tokens.ts";

export type IdentityParts = {
  log: Log;
  auth: AuthOptions;
  accounts: Accounts;
  passwords: Passwords;
  limit: LoginLimit;
  /** Our own proxies between the client and us, see client_address.ts. */
  proxyHops: number;
  tokens: Tokens;
  /** Canonical addresses whose sessions get the role admin. */
  admins: ReadonlySet<string>;
  /** The lifetime of the cookie and its token. */
  ttlS: number;
};

export function identityApp(parts: IdentityParts): App {
  const { accounts, passwords, limit, tokens } = parts;
  const app = createApp({ log: parts.log });

  app.openapi(routes.register, async (c) => {
    const { email, password, name = null } = c.req.valid("json");
    const weak = weakness(password, email);
    if (weak) throw validationFailed([{ path: "body.password", message: weak }]);
    const passwordHash = await passwords.hash(password);
    const account = await accounts.create({ email, name, passwordHash });
    if (!account) {
      const detail = "This e-mail address has an account: sign in, or use another address.";
      throw new HttpProblem(409, detail, { code: "EMAIL_TAKEN" });
    }
    return c.json(await openSession(c, parts, account), 201);
  });

  app.openapi(routes.login, async (c) => {
    const { password, ...credentials } = c.req.valid("json");
    const email = canonicalEmail(credentials.email);
    const address = addressOf(c, parts.proxyHops);
    const attempt = await limit.attempt(email, address);
    if (!attempt.ok) throw tooManyAttempts(attempt);
    const account = await accounts.findByEmail(email);
    if (!await passwords.matches(account?.passwordHash, password) || !account) {
      const detail = "There is no account with this e-mail address and password.";
      throw new HttpProblem(401, detail, { code: "WRONG_CREDENTIALS" });
    }
    await limit.clear(email, address);
    return c.json(await openSession(c, parts, account), 200);
  });

  app.openapi(routes.logout, (c) => {
    if (getCookie(c, SESSION_COOKIE)) refuseForgery(c, parts.auth.WEB_ORIGINS);
    deleteCookie(c, SESSION_COOKIE, { path: "/" });
    return c.body(null, 204);
  });

  app.use(routes.me.getRoutingPath(), authenticate(parts.auth, tokens.verifyKey));
  app.openapi(routes.me, async (c) => {
    const account = await accounts.find(c.var.userId);
    if (!account) throw new HttpProblem(401, "This account is gone.", { code: "UNAUTHENTICATED" });
    // The token's roles, which may be outdated: what this session may do.
    return c.json(toUser(account, c.var.roles), 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.jwks, async (c) => {
    const { keys } = await tokens.keySet();
    const published = keys.map(({ kid = "", kty = "", ...rest }): PublishedKey => {
      return { ...rest, kid, kty };
    });
    return c.json({ keys: published }, 200, { "cache-control": "public, max-age=300" });
  });
  return app;
}

interface PublishedKey {
  [member: string]: unknown;
  kid: string;
  kty: string;
}

async function openSession(
  c: Context<AppEnv>,
  { tokens, ttlS, auth, admins }: IdentityParts,
  account: Account,
): Promise<Session> {
  const roles = admins.has(account.email) ? ["admin"] : [];
  const token = await tokens.issue(account.id, roles);
  setCookie(c, SESSION_COOKIE, token, {
    httpOnly: true,
    sameSite: "Lax",
    path: "/",
    maxAge: ttlS,
    secure: auth.JWT_ISSUER.startsWith("https:"),
  });
  c.header("cache-control", "no-store");
  return { token, user: toUser(account, roles) };
}

function toUser({ id, email, name }: Account, roles: string[]) {
  return { id, email, name, roles };
}

function tooManyAttempts({ retryAfterS, of }: Extract<Attempt, { ok: false }>): HttpProblem {
  const minutes = Math.ceil(retryAfterS / 60);
  const whose = of === "address" ? "from your address" : "to this account from your address";
  return new HttpProblem(
    429,
    `Too many attempts to sign in ${whose}: try again in ${minutes} min.`,
    {
      code: "TOO_MANY_ATTEMPTS",
      headers: { "retry-after": String(retryAfterS) },
    },
  );
}
