/**
 * Places for downloads: a user has a few at once, in this process, and everybody together some more.
 * A place is taken until the last byte was read, or the reader went away. Who only asks whether a
 * download would begin (HEAD, `check=true`) takes none.
 */
import type { AppEnv } from "@rollcall/platform/http.ts";
import { type HttpProblem, limitReached, unavailable } from "@rollcall/platform/problem.ts";
import { policyName, rateLimitHeaders } from "@rollcall/platform/rate_limits.ts";
import type { Context, MiddlewareHandler } from "hono";

/** Downloads of one user at once; more are 429. */
const USER_DOWNLOADS = 3;
const DOWNLOADS_RUN = "DOWNLOADS_RUN";
/** Downloads of everybody at once; more are 503. */
const MAX_DOWNLOADS = 60;
/** When who is refused may come back. */
const COME_BACK_S = 5;

/** @throws HttpProblem 429, 503 */
export function downloadPlaces(): MiddlewareHandler<AppEnv> {
  const ofUser = new Map<string, number>();
  let all = 0;

  const look = (userId: string): number => {
    const own = ofUser.get(userId) ?? 0;
    if (own >= USER_DOWNLOADS) throw tooMany(own);
    if (all >= MAX_DOWNLOADS) {
      throw unavailable("Too many downloads run at once; try again shortly.", COME_BACK_S);
    }
    return own;
  };

  const take = (userId: string) => {
    ofUser.set(userId, look(userId) + 1);
    all++;
    return once(() => {
      const left = ofUser.get(userId)! - 1;
      if (left) ofUser.set(userId, left);
      else ofUser.delete(userId);
      all--;
    });
  };

  return async (c, next) => {
    if (c.req.method === "HEAD" || c.req.query("check") === "true") {
      look(c.var.userId);
      await next();
      await dropBody(c);
      return;
    }
    const giveBack = take(c.var.userId);
    try {
      await next();
    } catch (error) {
      giveBack();
      throw error;
    }
    const left = USER_DOWNLOADS - (ofUser.get(c.var.userId) ?? 0);
    const limit = { name: policyName(DOWNLOADS_RUN), quota: USER_DOWNLOADS, remaining: left };
    const told = rateLimitHeaders([{ ...limit, unit: "concurrent-requests" }]);
    for (const [name, value] of Object.entries(told)) c.res.headers.set(name, value);
    const { status, headers, body } = c.res;
    if (status === 200 && body) c.res = new Response(untilRead(body, giveBack), { headers });
    else giveBack();
  };
}

/** The answer without its body, which nobody reads: no further page of it is produced. */
async function dropBody(c: Context<AppEnv>): Promise<void> {
  const { status, headers, body } = c.res;
  if (status !== 200) return;
  await body?.cancel();
  const isHead = c.req.method === "HEAD";
  c.res = undefined;
  c.res = isHead ? new Response(null, { headers }) : new Response(null, { status: 204 });
}

function tooMany(own: number): HttpProblem {
  const detail = `You have ${own} downloads running, and that is the most at once; ` +
    `try again when one of them is complete.`;
  return limitReached({
    code: DOWNLOADS_RUN,
    detail,
    limit: USER_DOWNLOADS,
    retryAfterS: COME_BACK_S,
  });
}

/** The same bytes; `ended` is called at their end, however it comes. */
function untilRead(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  ended: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        ended();
        controller.close();
      } catch (error) {
        ended();
        controller.error(error);
      }
    },
    async cancel(reason) {
      ended();
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
