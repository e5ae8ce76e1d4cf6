/**
 * A bus that does its worst: causes are delivered in any order, several times, late, at the same
 * time as others, or not at all until a sweep brings them; handlers lose their database before or
 * after it has done what they asked. Its seed determines all of it but the database's own timing.
 */
import type { AppendOutcome, EventHeader, StreamAppend } from "@rollcall/event-store";
import { EventStore } from "@rollcall/event-store";
import { subscriptions } from "@rollcall/platform/bus/mod.ts";
import type { Cause } from "@rollcall/platform/reactions.ts";
import type { Random } from "./random.ts";

export type Consumer = keyof typeof subscriptions;
export type Handlers = Record<Consumer, (cause: Cause) => Promise<void>>;

/** Something else that happens meanwhile, such as a decision. True once it is done with. */
export type Errand = () => Promise<boolean>;

interface Delivery {
  consumer: Consumer;
  cause: EventHeader;
}

const consumers = Object.keys(subscriptions) as Consumer[];

/** Delivers each cause once, in the order of the log, then runs the errands one after another. */
export async function deliverInOrder(
  store: EventStore,
  handlers: Handlers,
  errands: Errand[],
  from: number,
): Promise<void> {
  let at = from;
  const relay = async () => {
    for (let causes; (causes = await store.readHeaders(at)).length;) {
      for (const cause of causes) {
        for (const { consumer } of deliveriesOf(cause)) await handlers[consumer](cause);
        at = cause.position;
      }
    }
  };
  await relay();
  for (const errand of errands) {
    while (!await errand());
    await relay();
  }
}

/** Delivers each cause at least once, in any schedule. Ends when nothing is left to do. */
export async function deliverAnyhow(
  random: Random,
  store: EventStore,
  handlers: Handlers,
  errands: Errand[],
  from: number,
): Promise<void> {
  const waiting: Delivery[] = [], lost: Delivery[] = [], late: Delivery[] = [];
  const undone = [...errands];
  let at = from;
  for (;;) {
    for (const cause of await store.readHeaders(at)) {
      at = cause.position;
      for (const delivery of deliveriesOf(cause)) {
        const copies = random.pick([0, 1, 1, 1, 2, 3]);
        if (!copies) lost.push(delivery);
        for (let copy = 0; copy < copies; copy++) waiting.push(delivery);
        if (random.chance(0.3)) late.push(delivery);
      }
    }
    if (!waiting.length) waiting.push(...lost.splice(0));
    const isIdle = !waiting.length;
    const turns = takeSome(random, waiting).map(async (delivery) => {
      const isDone = await handled(handlers, delivery);
      if (!isDone || random.chance(0.15)) waiting.push(delivery);
    });
    if (undone.length && (isIdle || random.chance(0.4))) {
      const [errand] = undone.splice(random.int(0, undone.length - 1), 1);
      turns.push(errand!().then((isDone) => void (isDone || undone.push(errand!))));
    }
    if (!turns.length) {
      // Long after everything is over, some of it comes again.
      if (!late.length) return;
      waiting.push(...random.shuffled(late.splice(0)));
    }
    await Promise.all(turns);
  }
}

function deliveriesOf(cause: EventHeader): Delivery[] {
  const hears = (consumer: Consumer) =>
    subscriptions[consumer]?.some((type) => type === cause.type) ?? true;
  return consumers.filter(hears).map((consumer) => ({ consumer, cause }));
}

function takeSome(random: Random, waiting: Delivery[]): Delivery[] {
  const count = Math.min(random.int(1, 4), waiting.length);
  return Array.from(
    { length: count },
    () => waiting.splice(random.int(0, waiting.length - 1), 1)[0]!,
  );
}

/** What a handler throws on comes back, as the queue does it. */
async function handled(handlers: Handlers, { consumer, cause }: Delivery): Promise<boolean> {
  try {
    await handlers[consumer](cause);
    return true;
  } catch {
    return false;
  }
}

/** A store whose connection is lost now and then: before an append, or before its reply. */
export class UnreliableStore extends EventStore {
  constructor(sql: EventStore["sql"], readonly random: Random) {
    super(sql);
  }

  override async append(request: StreamAppend[]): Promise<AppendOutcome> {
    if (this.random.chance(0.08)) throw lostConnection();
    const outcome = await super.append(request);
    if (this.random.chance(0.12)) throw lostConnection();
    return outcome;
  }
}

function lostConnection(): Error {
  return Object.assign(new Error("the connection was lost"), { code: "CONNECTION_CLOSED" });
}
