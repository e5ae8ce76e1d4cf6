/**
 * What identity knows of a user, asked with his own token or cookie. It is asked before the archive
 * begins, so that a token that expires meanwhile does not matter.
 */
import type { AuthOptions } from "@rollcall/platform/auth.ts";
import { unavailable } from "@rollcall/platform/problem.ts";
import { identityOf } from "@rollcall/platform/sessions/renew.ts";

/** A file of the archive; its items are a JSON array. */
export interface AccountFile {
  path: string;
  items: unknown[][];
}

const ANSWER_MS = 5_000;
/** Who asks, and in which request. */
const PASSED_ON = ["authorization", "cookie", "x-forwarded-for", "user-agent", "x-request-id"];
/** More entries of the security log than anybody reads. */
const MAX_PAGES = 100;

const FILES = [
  { path: "account.json", from: "/auth/me" },
  { path: "retention.json", from: "/me/retention" },
  { path: "sessions.json", from: "/auth/sessions" },
  { path: "security-log.json", from: "/me/security-log?limit=1000" },
];

/**
 * Empty lists where accounts and tokens are another service's (`JWKS_URL`).
 *
 * @throws HttpProblem 503 where identity does not answer
 */
export async function accountFiles(request: Request, auth: AuthOptions): Promise<AccountFile[]> {
  const origin = identityOf(auth);
  if (origin === undefined) return FILES.map(({ path }) => ({ path, items: [] }));
  const headers = new Headers();
  for (const name of PASSED_ON) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  try {
    return await Promise.all(FILES.map(async ({ path, from }) => {
      return { path, items: await Array.fromAsync(pages(origin, from, headers)) };
    }));
  } catch (error) {
    throw unavailable("The account cannot be read right now; try again shortly.", 2, error);
  }
}

async function* pages(origin: string, from: string, headers: Headers): AsyncGenerator<unknown[]> {
  let path: string | undefined = from;
  for (let page = 0; path !== undefined && page < MAX_PAGES; page++) {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response: Response = await fetch(origin + path, { headers, signal, redirect: "manual" });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`${origin}${from} answers ${response.status}`);
    }
    yield [await response.json()].flat();
    path = /^<(\/[^>]*)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
  }
}
