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

/** Who has not asked for another byte for so long may have to give way. */
const IDLE_MS = 2_000;

interface Place {
  userId: string;
  /** since when nothing was asked for, as of `performance.now()`; undefined while something is */
  idleSince: number | undefined;
  /** Ends the download: what was sent of it is no whole file, and its reader sees that. */
  breakOff(): void;
}

/**
 * Where all places are taken, a download that nobody reads gives its own to a user who has fewer.
 * @throws HttpProblem 429, 503
 */
export function downloadPlaces(now = () => performance.now()): MiddlewareHandler<AppEnv> {
  const places = new Set<Place>();
  const ownOf = (userId: string) => [...places].filter((place) => place.userId === userId).length;

  const look = (userId: string): Place | undefined => {
    const own = ownOf(userId);
    if (own >= USER_DOWNLOADS) throw tooMany(own);
    if (places.size < MAX_DOWNLOADS) return undefined;
    const idle = unread([...places], own, now() - IDLE_MS);
    if (idle) return idle;
    throw unavailable("Too many downloads run at once; try again shortly.", COME_BACK_S);
  };

  const take = (userId: string): Place => {
    const idle = look(userId);
    if (idle) {
      places.delete(idle);
      idle.breakOff();
    }
    const place: Place = { userId, idleSince: undefined, breakOff: () => {} };
    places.add(place);
    return place;
  };

  return async (c, next) => {
    if (c.req.method === "HEAD" || c.req.query("check") === "true") {
      look(c.var.userId);
      await next();
      await dropBody(c);
      return;
    }
    const place = take(c.var.userId);
    const giveBack = () => void places.delete(place);
    try {
      await next();
    } catch (error) {
      giveBack();
      throw error;
    }
    const left = USER_DOWNLOADS - ownOf(c.var.userId);
    const limit = { name: policyName(DOWNLOADS_RUN), quota: USER_DOWNLOADS, remaining: left };
    const told = rateLimitHeaders([{ ...limit, unit: "concurrent-requests" }]);
    for (const [name, value] of Object.entries(told)) c.res.headers.set(name, value);
    const { status, headers, body } = c.res;
    if (status === 200 && body) {
      c.res = new Response(untilRead(body, { place, giveBack, now }), { headers });
    } else giveBack();
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

/** Of the user with the most places, if they are more than `own`, the one that is idle for longest. */
function unread(places: Place[], own: number, before: number): Place | undefined {
  const users = Map.groupBy(places, ({ userId }) => userId);
  const idle = places.filter(({ userId, idleSince = Infinity }) =>
    idleSince <= before && users.get(userId)!.length > own
  );
  const rank = ({ userId, idleSince }: Place) => [-users.get(userId)!.length, idleSince!] as const;
  return idle.sort((a, b) => {
    const [[mostA, sinceA], [mostB, sinceB]] = [rank(a), rank(b)];
    return mostA - mostB || sinceA - sinceB;
  })[0];
}

interface Taken {
  place: Place;
  giveBack: () => void;
  now: () => number;
}

/** The same bytes; the place is given back at their end, however it comes. */
function untilRead(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { place, giveBack, now }: Taken,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  place.idleSince = now();
  return new ReadableStream({
    start(controller) {
      place.breakOff = () => {
        controller.error(new Error("nobody read on, and others wait"));
        reader.cancel().catch(() => {});
      };
    },
    async pull(controller) {
      place.idleSince = undefined;
      try {
        const { done, value } = await reader.read();
        place.idleSince = now();
        if (!done) return controller.enqueue(value);
        giveBack();
        controller.close();
      } catch (error) {
        giveBack();
        controller.error(error);
      }
    },
    async cancel(reason) {
      giveBack();
      await reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
