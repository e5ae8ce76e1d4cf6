/**
 * Admission: who may send a file now. A request is counted from its first header on; it takes a slot,
 * which holds memory, once its bytes flow. Where all slots are taken, `eviction.ts` picks who has to
 * leave. All of this is counted per process.
 */
import pTimeout from "p-timeout";
import { IncomingBody } from "./incoming_body.ts";
import { RecentRates } from "./recent_rates.ts";
import { type Former, Places } from "./places.ts";
import { type GateName, Refused } from "./refusal.ts";

export interface Admission {
  /** how fast bodies came lately, by user */
  rates: RecentRates;
  /** uploads and previews that are open, whatever they do */
  requests: AdmissionGate;
  uploads: AdmissionGate;
  previews: AdmissionGate;
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

export function openAdmission({ uploads, previews }: PlacesPerUser): Admission {
  const requests = uploads + previews + REQUESTS_WAITING;
  return {
    rates: new RecentRates(),
    requests: new AdmissionGate(
      "requests",
      new Places({ all: REQUESTS_AT_ONCE, ofUser: requests }),
    ),
    uploads: new AdmissionGate("uploads", new Places({ all: UPLOADS_AT_ONCE, ofUser: uploads })),
    previews: new AdmissionGate(
      "previews",
      new Places({ all: PREVIEWS_AT_ONCE, ofUser: previews }),
    ),
  };
}

/** Admits a request with a body until it leaves. @throws as `enter` */
export function arrive(
  { rates, requests }: Admission,
  userId: string,
): Admitted & { arrival: IncomingBody } {
  const arrival = new IncomingBody({ rate: rates.of(userId) });
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

/** Who gives way has so long to leave. */
const LEAVES_WITHIN_MS = 10_000;

/** A slot: `leave` frees it, `ready` resolves once it may be used. */
export interface Admitted {
  leave: () => void;
  /** @throws Refused where it is not free in time, or has to be given up before it was */
  ready: () => Promise<void>;
}

export class AdmissionGate {
  constructor(readonly name: GateName, readonly places: Places) {}

  /**
   * Takes a place for the user, another's if need be, whose body is then broken off.
   * @throws Refused where the user has taken all that are his, or everybody together has, and nobody
   * has to give way
   */
  enter(userId: string, arrival: IncomingBody): Admitted {
    const place = this.places.take(userId, arrival);
    if (place.outcome === "full") {
      if (place.by === "all") throw new Refused({ outcome: "all places taken" });
      const most = this.places.counts.ofUser;
      throw new Refused({ outcome: "too many at once", gate: this.name, most });
    }
    const { leave, after } = place;
    // A body that has arrived in full frees its place in a moment.
    if (after && !after.arrival.isWhole) {
      const { bytesPerS } = after.arrival;
      after.arrival.breakOff(new Refused({ outcome: "gave way", bytesPerS }));
    }
    return { leave, ready: () => handedOver(after, arrival) };
  }
}

async function handedOver(after: Former | undefined, arrival: IncomingBody): Promise<void> {
  if (!after) return;
  const message = new Refused({ outcome: "all places taken" });
  await arrival.unlessEnded(pTimeout(after.left, { milliseconds: LEAVES_WITHIN_MS, message }));
}
