/**
 * Signing in by an external provider, for browsers: away with a cookie that holds what the answer has
 * to fit, and back with a session of ours. What does not fit leads to the sign-in page, which says so.
 */
import { randomBytes } from "node:crypto";
import * as routes from "@rollcall/contracts/routes";
import { addressOf } from "@rollcall/platform/client_address.ts";
import type { App } from "@rollcall/platform/http.ts";
import { HttpProblem, unavailable } from "@rollcall/platform/problem.ts";
import { cookieNames, isSecure } from "@rollcall/platform/sessions/cookies.ts";
import { Buffer } from "node:buffer";
import { generateCookie, getCookie } from "hono/cookie";
import { enterByCookies } from "./open_session.ts";
import { setCookies } from "./session_cookies.ts";
import type { RouteParts } from "./identity_parts.ts";
import { PendingSignIn, type Provider, ProviderRefused } from "./provider.ts";
import { letThrough } from "./refused_attempts.ts";

/** How long somebody may take at the provider. */
const AWAY_S = 600;

export function addProvider(app: App, parts: RouteParts): void {
  const { auth, provided, passwords, limit, note, proxyHops } = parts;
  const web = auth.WEB_ORIGINS[0] ?? "";
  const cookie = `${cookieNames(auth).access}_away`;
  const attributes = (maxAge: number) =>
    ({ httpOnly: true, sameSite: "Lax", path: "/", maxAge, secure: isSecure(auth) }) as const;

  app.openapi(routes.leaveForProvider, async (c) => {
    const provider = providerOn(parts);
    const next = ownPath(c.req.valid("query").next, web);
    const { url, kept } = await provider.leave(next).catch((error) => {
      throw unavailable("The provider cannot be reached right now; try again shortly.", 5, error);
    });
    setCookies(c, [generateCookie(cookie, packed(kept), attributes(AWAY_S))]);
    c.header("cache-control", "no-store");
    return c.redirect(url.href, 302);
  });

  app.openapi(routes.comeBackFromProvider, async (c) => {
    const provider = providerOn(parts);
    const kept = unpacked(getCookie(c, cookie));
    setCookies(c, [generateCookie(cookie, "", attributes(0))]);
    c.header("cache-control", "no-store");
    c.header("referrer-policy", "no-referrer");
    const refused = (why: string) => c.redirect(`${web}/login?refused=${why}`, 302);
    if (!kept) return refused("stale");
    let person;
    try {
      person = await provider.comeBack(new URL(c.req.url).search, kept);
    } catch (error) {
      if (error instanceof ProviderRefused) {
        note(c, "sign_in_failed", { userId: null });
        parts.log.warn("a provider's answer is not taken", { error });
        return refused("provider");
      }
      parts.log.warn("the provider cannot be asked", { error });
      return refused("away");
    }
    const found = await provided.find(person, async () => {
      letThrough(await limit.register(addressOf(c, proxyHops)), "open accounts");
      return await passwords.hash(randomBytes(32).toString("base64url"));
    });
    if (found.outcome !== "entered") return refused(found.outcome.replace(" ", "_"));
    const { account, isNew } = found;
    if (isNew) note(c, "registered", { userId: account.id });
    note(c, "signed_in", { userId: account.id });
    await enterByCookies(c, parts, account);
    return c.redirect(`${web}${ownPath(kept.next, web)}`, 302);
  });
}

/** @throws HttpProblem 409 where there is none */
function providerOn({ provider }: RouteParts): Provider {
  if (provider) return provider;
  const detail = "No other provider signs in here: use your e-mail address and password.";
  throw new HttpProblem(409, detail, { code: "PROVIDER_OFF" });
}

/** Only paths of our own web: no page of another site is where signing in leads to. */
function ownPath(path: string | undefined, web: string): string {
  if (!path?.startsWith("/") || !URL.canParse(path, web)) return "/";
  const { origin, pathname, search } = new URL(path, web);
  return origin === web ? pathname + search : "/";
}

function packed(kept: PendingSignIn): string {
  return Buffer.from(JSON.stringify(kept)).toString("base64url");
}

function unpacked(text = ""): PendingSignIn | undefined {
  try {
    return PendingSignIn.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
  } catch {
    return undefined;
  }
}
