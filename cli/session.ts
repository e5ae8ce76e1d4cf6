/** Registering, signing in and out; between them the session is prolonged by itself. */
import { Session } from "@rollcall/contracts/api";
import { Api } from "./api.ts";
import type { OnWait } from "./transport.ts";

const SIGN_OUT_MS = 2_000;

/** Creates an account. @throws Failure with the server's message */
export async function register(
  url: string,
  registration: { email: string; password: string; name?: string },
): Promise<Session> {
  return await new Api(url, "").json(Session, "POST", "/auth/register", registration);
}

/** @throws Failure if e-mail and password are wrong */
export async function signIn(
  url: string,
  credentials: { email: string; password: string },
  signal?: AbortSignal,
): Promise<Session> {
  return await new Api(url, "", signal).json(Session, "POST", "/auth/login", credentials);
}

/** The client of whoever has signed in; it prolongs the session whenever its token has expired. */
export function apiOf(
  url: string,
  session: Session,
  signal?: AbortSignal,
  onWait?: OnWait,
): Api {
  const api = new Api(url, session.token, signal, onWait);
  let refresh_token = session.refresh_token;
  api.renew = async () => {
    const asked = new Api(url, "", signal);
    const next = await asked.json(Session, "POST", "/auth/refresh", { refresh_token });
    refresh_token = next.refresh_token;
    return next.token;
  };
  return api;
}

/** Ends the session of a client that is done; a server that is away is left alone. */
export async function signOut({ url, token }: Api): Promise<void> {
  const api = new Api(url, token, AbortSignal.timeout(SIGN_OUT_MS));
  await api.call("POST", "/auth/logout").catch(() => {});
}
