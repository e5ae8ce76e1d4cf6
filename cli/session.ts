/** Registering, signing in and out; between them the session is renewed automatically. */
import { Session } from "@rollcall/contracts/api";
import { Api } from "./api.ts";
import { Failure } from "./exit_codes.ts";
import type { OnWait } from "./transport.ts";

const SIGN_OUT_MS = 2_000;

/** Creates an account. @throws Failure with the server's message */
export async function register(
  url: string,
  registration: { email: string; password: string; name?: string },
): Promise<Session> {
  return await new Api(url, "").json(Session, "POST", "/auth/register", registration);
}

/** Asks the person in front of the terminal; undefined if there is none. */
export type AskPerson = (question: string) => Promise<string | undefined>;

/**
 * Signs in. Where the account has a second factor and no code is given, the person is asked for it.
 *
 * @throws Failure if e-mail and password, or the code, are wrong
 */
export async function signIn(
  url: string,
  credentials: { email: string; password: string; code?: string },
  signal?: AbortSignal,
  askPerson?: AskPerson,
): Promise<Session> {
  const enter = (given: typeof credentials) =>
    new Api(url, "", signal).json(Session, "POST", "/auth/login", given);
  try {
    return await enter(credentials);
  } catch (error) {
    if (!(error instanceof Failure) || error.problem?.code !== "SECOND_FACTOR_NEEDED") throw error;
    const code = await askPerson?.("Code of your authenticator app, or a recovery code: ");
    if (code) return await enter({ ...credentials, code });
    const message = "This account has a second factor: give its code in ROLLCALL_CODE.";
    throw new Failure(error.exitCode, message, error.problem);
  }
}

export interface SignedInClient {
  /** prolongs the session whenever its token has expired */
  api: Api;
  /** Ends the session; a server that is away is left alone. */
  signOut(): Promise<void>;
}

/** The client of a signed-in user. */
export function enter(
  url: string,
  session: Session,
  signal?: AbortSignal,
  onWait?: OnWait,
): SignedInClient {
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
