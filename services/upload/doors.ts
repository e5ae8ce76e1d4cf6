/**
 * Who may send a file now. A request stands at the door from its first header on; it takes one of the
 * places, which hold memory, once its bytes flow. Where all are taken, `give_way.ts` says who has to
 * leave. All of this is counted in one process.
 */
import { inTime } from "@rollcall/runtime/away.ts";
import { HttpProblem, limitReached, unavailable } from "@rollcall/runtime/problem.ts";
import { Arrival } from "./arrival.ts";
import { FormerRates } from "./former_rates.ts";
import { type Former, Places } from "./places.ts";

export interface Doors {
  /** how fast bodies came lately, by user */
  rates: FormerRates;
  /** uploads and previews that are open, whatever they do */
  requests: Door;
  uploads: Door;
  previews: Door;
}

export interface PlacesPerUser {
  uploads: number;
  previews: number;
}

/** Each upload holds up to two parts of 5 MiB on their way. */
const UPLOADS_AT_ONCE = 16;
/** Each holds a whole file, and a workbook's texts beside it. */
const PREVIEWS_AT_ONCE = 4;
/** Below what the process takes in all, so that deletions get through. */
const REQUESTS_AT_ONCE = 500;
/** How many more a user may have open than he has places. */
const REQUESTS_WAITING = 16;

export function openDoors({ uploads, previews }: PlacesPerUser): Doors {
  const requests = uploads + previews + REQUESTS_WAITING;
  return {
    rates: new FormerRates(),
    requests: new Door({
      places: new Places({ all: REQUESTS_AT_ONCE, ofUser: requests }),
      code: "REQUESTS_AT_ONCE",
      sentence: `You have ${requests} uploads and previews open, which is the most at once. ` +
        `Try again when some of them have ended.`,
    }),
    uploads: new Door({
      places: new Places({ all: UPLOADS_AT_ONCE, ofUser: uploads }),
      code: "UPLOADS_AT_ONCE",
      sentence: `You have ${uploads} uploads on their way, which is the most at once. ` +
        `Try again when one of them has arrived.`,
    }),
    previews: new Door({
      places: new Places({ all: PREVIEWS_AT_ONCE, ofUser: previews }),
      code: "PREVIEWS_AT_ONCE",
      sentence: `You have ${previews} previews under way, which is the most at once. ` +
        `Try again when one of them is done.`,
    }),
  };
}

/** A request with a body comes to the door, and stands there until it leaves. @throws as `enter` */
export function arrive({ rates, requests }: Doors, userId: string): Entry & { arrival: Arrival } {
  const arrival = new Arrival({ rate: rates.of(userId) });
  const { leave, ready } = requests.enter(userId, arrival);
  return {
    arrival,
    ready,
    leave: () => {
      rates.note(userId, arrival);
      leave();
    },
  };
}

interface DoorOptions {
  places: Places;
  code: string;
  sentence: string;
}

const RETRY_S = 5;
/** Who gives way has so long to leave. */
const LEAVES_WITHIN_MS = 10_000;

/** A place at a door: `leave` frees it, `ready` resolves once it may be used. */
export interface Entry {
  leave: () => void;
  /** @throws HttpProblem 503 where it is not free in time, or has to be given up before it was */
  ready: () => Promise<void>;
}

export class Door {
  constructor(readonly options: DoorOptions) {}

  /**
   * Takes a place for the user, another's if need be, whose body is then broken off.
   * @throws HttpProblem 429 where the user has taken all that are his, 503 where everybody together
   * has, and nobody has to give way
   */
  enter(userId: string, arrival: Arrival): Entry {
    const { places, code, sentence: detail } = this.options;
    const place = places.take(userId, arrival);
    if (place.outcome === "full") {
      if (place.by === "all") throw unavailable(MANY_ARRIVE, RETRY_S);
      throw limitReached({ code, detail, limit: places.counts.ofUser, retryAfterS: RETRY_S });
    }
    const { leave, after } = place;
    // What is whole leaves by itself, in a moment.
    if (after && !after.arrival.isWhole) after.arrival.breakOff(gaveWay(after.arrival));
    return { leave, ready: () => handedOver(after, arrival) };
  }
}

const MANY_ARRIVE = "Many files arrive at once; try again in some seconds.";

async function handedOver(after: Former | undefined, arrival: Arrival): Promise<void> {
  if (after) await arrival.unlessEnded(inTime(after.left, LEAVES_WITHIN_MS, MANY_ARRIVE));
}

function gaveWay({ bytesPerS }: Arrival): HttpProblem {
  const rate = Math.round(bytesPerS).toLocaleString("en");
  const detail =
    `All places are taken, others wait for one, and this file came at ${rate} bytes a ` +
    `second: it was broken off to make room. Send it again in some seconds, over a faster ` +
    `connection or with fewer files at once.`;
  const headers = { "retry-after": String(RETRY_S), connection: "close" };
  return new HttpProblem(503, detail, { code: "GAVE_WAY", headers });
}
