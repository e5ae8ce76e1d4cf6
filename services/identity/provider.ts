/**
 * An external OpenID Connect provider: authorisation code with PKCE, state and nonce, by openid-client.
 * What has to be kept between leaving for it and coming back is in the browser's own cookie.
 */
import * as oidc from "openid-client";
import { z } from "zod";

export interface ProviderOptions {
  /** the issuer */
  url: string;
  clientId: string;
  /** undefined for a public client */
  clientSecret: string | undefined;
  /** what the button says */
  name: string;
  /** where the provider sends people back to */
  callbackUrl: string;
}

/** What the browser keeps while it is away. */
export const PendingSignIn = z.object({
  state: z.string().min(16).max(200),
  nonce: z.string().min(16).max(200),
  verifier: z.string().min(43).max(128),
  /** a path of the web */
  next: z.string().max(2_000),
});
export type PendingSignIn = z.infer<typeof PendingSignIn>;

/** Whom the provider names. */
export interface Person {
  issuer: string;
  subject: string;
  /** undefined unless the provider has verified it */
  email: string | undefined;
  name: string | null;
}

export interface Provider {
  name: string;
  /** Where to send the browser, and what it keeps meanwhile. */
  leave(next: string): Promise<{ url: URL; kept: PendingSignIn }>;
  /**
   * Who came back.
   *
   * @param search the query of the callback
   * @throws ProviderRefused where the answer is not one to what was kept
   */
  comeBack(search: string, kept: PendingSignIn): Promise<Person>;
}

/** The provider, or the check of its answer, says no. */
export class ProviderRefused extends Error {
  override readonly name = "ProviderRefused";
}

const SCOPE = "openid email profile";
const WAIT_S = 10;
const NAME_CHARS = 200;

export function openProvider(options: ProviderOptions): Provider {
  const { name, callbackUrl } = options;
  let known: Promise<oidc.Configuration> | undefined;
  /** Its endpoints and keys; asked again if that failed. */
  const configuration = () =>
    known ??= discover(options).catch((error) => {
      known = undefined;
      throw error;
    });
  return {
    name,
    leave: async (next) => {
      const verifier = oidc.randomPKCECodeVerifier();
      const kept = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier, next };
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: callbackUrl,
        scope: SCOPE,
        state: kept.state,
        nonce: kept.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
      });
      return { url, kept };
    },
    comeBack: async (search, { state, nonce, verifier }) => {
      const config = await configuration();
      const url = new URL(callbackUrl);
      url.search = search;
      try {
        const tokens = await oidc.authorizationCodeGrant(config, url, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims()!;
        const more = claims.email === undefined
          ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
          : claims;
        return personOf(claims.iss, claims.sub, more);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        throw new ProviderRefused(`the provider's answer is not taken: ${codeOf(error)}`);
      }
    },
  };
}

/** An address counts only where the provider says that it is the person's. */
function personOf(issuer: string, subject: string, claims: Record<string, unknown>): Person {
  const { email, email_verified: isVerified, name } = claims;
  return {
    issuer,
    subject,
    email: typeof email === "string" && isVerified === true && z.email().safeParse(email).success
      ? email
      : undefined,
    name: typeof name === "string" && name.trim() ? name.trim().slice(0, NAME_CHARS) : null,
  };
}

async function discover({ url, clientId, clientSecret }: ProviderOptions) {
  const issuer = new URL(url);
  const authentication = clientSecret ? oidc.ClientSecretPost(clientSecret) : oidc.None();
  return await oidc.discovery(issuer, clientId, undefined, authentication, {
    timeout: WAIT_S,
    execute: [
      // By its keys, and not only by the connection to it that the token came over.
      oidc.enableNonRepudiationChecks,
      // Only an installation that names a provider by http, as tests do.
      ...(issuer.protocol === "http:" ? [oidc.allowInsecureRequests] : []),
    ],
  });
}

/** Not a provider that is away, which is tried again. */
function isRefusal(error: unknown): boolean {
  return error instanceof oidc.AuthorizationResponseError ||
    error instanceof oidc.ResponseBodyError ||
    (error instanceof oidc.ClientError && error.code !== "OAUTH_TIMEOUT" &&
      !(error.cause instanceof TypeError && /fetch|connect/i.test(error.cause.message)));
}

/** A word of the protocol, nothing about the person. */
function codeOf(error: unknown): string {
  const { error: code, code: other } = error as { error?: unknown; code?: unknown };
  return String(code ?? other ?? "unknown");
}
