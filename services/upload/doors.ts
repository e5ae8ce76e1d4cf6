/**
 * Who may send a file now. A request stands at the door from its first header on; it takes one of the
 * places, which hold memory, once its bytes flow. All of this is counted in one process.
 */
import { limitReached, unavailable } from "@rollcall/runtime/problem.ts";
import { Places } from "./places.ts";

export interface Doors {
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

interface DoorOptions {
  places: Places;
  code: string;
  sentence: string;
}

const RETRY_S = 5;

export class Door {
  constructor(readonly options: DoorOptions) {}

  /**
   * Takes a place for the user; call what it answers to free it.
   * @throws HttpProblem 429 where the user has taken all that are his, 503 where everybody together has
   */
  enter(userId: string): () => void {
    const { places, code, sentence: detail } = this.options;
    const place = places.take(userId);
    if (place.outcome === "taken") return place.leave;
    if (place.by === "user") {
      throw limitReached({ code, detail, limit: places.counts.ofUser, retryAfterS: RETRY_S });
    }
    throw unavailable("Many files arrive at once; try again in some seconds.", RETRY_S);
  }
}
