/** A real OpenID Connect provider on this machine (npm's oidc-provider), and a browser that uses it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair } from "jose";
// @deno-types="@types/oidc-provider"
import Oidc from "oidc-provider";

export interface RealProvider {
  issuer: string;
  /** What it says of people, by the name with which they sign in there. */
  people: Map<string, { email?: string; email_verified?: boolean | string; name?: string }>;
  /** With what it signs, and what it publishes of it. */
  signingKey: CryptoKey;
  publicKey: CryptoKey;
  /** What it answers in place of what it would, once: for tests of what is not taken from it. */
  lies: Lies;
  close(): Promise<void>;
}

export interface Lies {
  idToken?: (token: string) => Promise<string>;
  userInfo?: (claims: Record<string, unknown>) => Record<string, unknown>;
}

export const CLIENT = { client_id: "rollcall-web", client_secret: "a secret of both" };

/**
 * @param callbackUrl where it sends people back to
 * @param port where it listens; any by default
 */
export async function startProvider(callbackUrl: string, port = 0): Promise<RealProvider> {
  const people: RealProvider["people"] = new Map();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const lies: Lies = {};
  const provider = new Oidc(issuer, {
    clients: [{
      ...CLIENT,
      redirect_uris: [callbackUrl],
      token_endpoint_auth_method: "client_secret_post",
    }],
    jwks: { keys: [{ ...await exportJWK(privateKey), alg: "RS256", use: "sig" }] },
    claims: { email: ["email", "email_verified"], profile: ["name"] },
    cookies: { keys: ["for tests"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...people.get(id) }),
    }),
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: "",
          audience: "rollcall",
          accessTokenFormat: "jwt",
        }),
      },
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    const { idToken, userInfo } = lies;
    if (ctx.path === "/token" && ctx.body?.id_token && idToken) {
      delete lies.idToken;
      ctx.body = { ...ctx.body, id_token: await idToken(ctx.body.id_token) };
    }
    if (ctx.path === "/me" && userInfo) {
      delete lies.userInfo;
      ctx.body = userInfo(ctx.body);
    }
  });
  server.on("request", provider.callback());
  return {
    issuer,
    people,
    signingKey: privateKey,
    publicKey,
    lies,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/**
 * Signs in at the provider as a person does in a browser: its form, then its question whether to go on.
 *
 * @returns the address that it sends the browser back to
 */
export async function signInThere(from: string, name: string): Promise<URL> {
  const { origin } = new URL(from);
  const cookies = new Map<string, string>();
  const visit = async (url: string, form?: Record<string, string>) => {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, key, value] = cookie.match(/^([^=]+)=([^;]*)/)!;
      cookies.set(key!, value!);
    }
    const text = await response.text();
    const location = response.headers.get("location");
    return { text, location: location && new URL(location, url).href };
  };
  let at: string | null = from;
  while (at?.startsWith(origin)) {
    const page = await visit(at);
    if (page.location) {
      at = page.location;
      continue;
    }
    const prompt = page.text.match(/name="prompt" value="(\w+)"/)?.[1];
    if (!prompt) throw new Error(`no form at ${at}: ${page.text.slice(0, 500)}`);
    const action = page.text.match(/action="([^"]+)"/)![1]!;
    const form = { prompt, ...(prompt === "login" && { login: name, password: "any" }) };
    at = (await visit(new URL(action, at).href, form)).location;
  }
  if (!at) throw new Error("the provider sends nobody back");
  return new URL(at);
}
