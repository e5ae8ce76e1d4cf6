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

export interface SignedIn {
  /** prolongs the session whenever its token has expired */
  api: Api;
  /** Ends the session; a server that is away is left alone. */
  signOut(): Promise<void>;
}

/** The client of whoever has signed in. */
export function enter(
  url: string,
  session: Session,
  signal?: AbortSignal,
  onWait?: OnWait,
): SignedIn {
  const api = new Api(url, session.token, signal, onWait);
  let refresh_token = session.refresh_token;
  api.renew = async () => {
    const asked = new Api(url, "", signal);
    const next = await asked.json(Session, "POST", "/auth/refresh", { refresh_token });
    refresh_token = next.refresh_token;
    return next.token;
  };
  const signOut = async () => {
    const leaving = new Api(url, "", AbortSignal.timeout(SIGN_OUT_MS));
    const init = {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refresh_token }),
    };
    await leaving.call("POST", "/auth/logout", init).catch(() => {});
  };
  return { api, signOut };
}
