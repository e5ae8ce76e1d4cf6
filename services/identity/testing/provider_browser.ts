/** A browser that signs in to this service by an external provider, step by step. */
import { openProvider, type Provider } from "../provider.ts";
import { CLIENT, type RealProvider, signInThere } from "./real_provider.ts";
import { type Ask, WEB } from "./world.ts";

export const CALLBACK = `${WEB}/api/auth/provider/callback`;

/** What the service knows of a provider that runs here. */
export function providerOf({ issuer }: Pick<RealProvider, "issuer">): Provider {
  return openProvider({
    url: issuer,
    clientId: CLIENT.client_id,
    clientSecret: CLIENT.client_secret,
    name: "Example",
    callbackUrl: CALLBACK,
  });
}

const cookiesOf = (response: Response) =>
  response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!)
    .filter((cookie) => !cookie.endsWith("=")).join("; ");

/** A browser goes away: what it keeps, and where it was sent. */
export async function leave(request: Ask, next = "/account") {
  const response = await request(`/auth/provider?next=${encodeURIComponent(next)}`);
  if (response.status !== 302) throw new Error(await response.text());
  return { cookie: cookiesOf(response), at: response.headers.get("location")! };
}

/** It comes back with what the provider gave it. */
export async function comeBack(request: Ask, search: string, cookie: string) {
  const response = await request(`/auth/provider/callback${search}`, undefined, { cookie });
  return { response, to: response.headers.get("location"), cookie: cookiesOf(response) };
}

export async function signIn(request: Ask, name: string, next?: string) {
  const { cookie, at } = await leave(request, next);
  const { search } = await signInThere(at, name);
  return await comeBack(request, search, cookie);
}
