/** Server address and credentials, from options and the environment. Pure. */
import { numberOf, textOf, usage, type Values } from "./option_values.ts";

/** The server, and the user's credentials. */
export interface Connection {
  url: string;
  token?: string;
  /** `code`: of the second factor, where the account has one */
  credentials?: { email: string; password: string; code?: string };
  timeoutSeconds: number;
}

/** The environment variables that are read; a password is never an argument. */
export interface CliEnvironment {
  ROLLCALL_URL?: string | undefined;
  ROLLCALL_TOKEN?: string | undefined;
  ROLLCALL_PASSWORD?: string | undefined;
  ROLLCALL_CODE?: string | undefined;
}

export const DEFAULT_URL = "http://localhost:8000";
/** Default and maximum of --timeout. */
export const TIMEOUT_SECONDS = 600, MAX_TIMEOUT_SECONDS = 86_400;
/** @throws Failure with exit code 2 if the options are invalid */
export function readConnection(values: Values, env: CliEnvironment): Connection {
  const url = (textOf(values.url) ?? env.ROLLCALL_URL ?? "").trim() || DEFAULT_URL;
  if (!/^https?:\/\/./.test(url) || !URL.canParse(url)) {
    throw usage(`--url ${url}: give the API's address, such as ${DEFAULT_URL}.`);
  }
  const email = textOf(values.email);
  const token = textOf(values.token) ?? (email === undefined ? env.ROLLCALL_TOKEN : undefined);
  if (email !== undefined && textOf(values.token) !== undefined) {
    throw usage("Give --token or --email, not both.");
  }
  if (email !== undefined && !env.ROLLCALL_PASSWORD) {
    throw usage("--email goes with the password in the variable ROLLCALL_PASSWORD.");
  }
  const timeoutSeconds = numberOf("timeout", values, 1, MAX_TIMEOUT_SECONDS) ?? TIMEOUT_SECONDS;
  return {
    url: url.replace(/\/+$/, ""),
    ...(token && { token }),
    ...(email !== undefined && {
      credentials: {
        email,
        password: env.ROLLCALL_PASSWORD!,
        ...(env.ROLLCALL_CODE && { code: env.ROLLCALL_CODE }),
      },
    }),
    timeoutSeconds,
  };
}
