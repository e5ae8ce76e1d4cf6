/** The command loop on a real Postgres, with rivals and faults wherever it can meet them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { TransactionSql } from "./connect.ts";
import { execute } from "./execute.ts";
import { newId } from "./ids.ts";
import { EventStore, type StreamAppend as AppendOf } from "./store.ts";
import {
  type AccountFact,
  accounts,
  type AccountStore,
  opened,
  storeOn,
  storeTest,
} from "./testing/accounts.ts";
import { retryUntilKnown } from "./retry_until_known.ts";

type StreamAppend = AppendOf<AccountFact>;

/** A hall whose seats are booked one by one; the event of a booking names the seat. */
interface Hall {
  version: number;
  /** seat → id of the event that took it */
  taken: Map<string, string>;
}

type Decided = StreamAppend[] | { outcome: "his" | "taken" };
type Loop = typeof execute<Hall, Decided>;
/** What somebody is told in the end; `lost` that nobody knows. */
type Told = Awaited<ReturnType<Loop>>["outcome"] | "lost";

/** What befalls an append: a rival books this seat just before it, or its connection is lost. */
type Weather = { rival: number } | "fair" | "lost before" | "lost after";

/** Somebody wants a seat, and his tries meet this; whatever comes after is fair. */
interface Wish {
  seat: number;
  presumes: boolean;
  weather: Weather[];
}

const SEATS = Array.from({ length: 3 }, () => newId());
const EMPTY: Hall = { version: 0, taken: new Map() };

const anySeat = fc.nat(SEATS.length - 1);
const anyWeather: fc.Arbitrary<Weather> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ rival: anySeat }) },
  { weight: 1, arbitrary: fc.constantFrom<Weather>("fair", "lost before", "lost after") },
);
const anyWishes: fc.Arbitrary<Wish[]> = fc.array(
  fc.record({
    seat: anySeat,
    presumes: fc.boolean(),
    weather: fc.array(anyWeather, { maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** A store whose appends meet the weather. */
class Stormy extends EventStore<AccountFact> {
  weather: Weather[] = [];

  constructor(readonly calm: AccountStore) {
    super(calm.sql, accounts);
  }

  override async append(request: StreamAppend[]) {
    const weather = this.weather.shift() ?? "fair";
    if (weather === "lost before") throw new Error("connection lost");
    if (typeof weather === "object") await bookInBetween(this.calm, request, weather.rival);
    const outcome = await this.calm.append(request);
    if (weather === "lost after") throw new Error("connection lost");
    return outcome;
  }
}

async function bookInBetween(store: AccountStore, [asked]: StreamAppend[], seat: number) {
  const { version, taken } = await loadHall(store, asked!.stream);
  if (taken.has(SEATS[seat]!)) return;
  await store.append([bookingOf(asked!.stream, version, seat, newId())]);
}

function bookingOf(
  stream: string,
  expectedVersion: number,
  seat: number,
  id: string,
): StreamAppend {
  const { metadata } = opened();
  const data = { accountId: SEATS[seat]! };
  const event = { id, type: "Opened", data, personal: null, metadata } as const;
  return { stream, expectedVersion, events: [event] };
}

async function loadHall(store: AccountStore, stream: string): Promise<Hall> {
  const hall: Hall = { version: 0, taken: new Map() };
  for await (const { type, data, id, version } of store.readStream(stream)) {
    assert(type === "Opened");
    assert(!hall.taken.has(data.accountId), "a seat is given twice");
    hall.taken.set(data.accountId, id);
    hall.version = version;
  }
  return hall;
}

const isLost = (error: unknown) => error instanceof Error && error.message === "connection lost";

async function book(
  store: AccountStore,
  stream: string,
  wish: Omit<Wish, "weather">,
  loop: Loop,
): Promise<{ id: string; told: Told }> {
  const id = newId(), seat = SEATS[wish.seat]!;
  const booked = retryUntilKnown(isLost, (tries) =>
    loop(store, {
      load: () => loadHall(store, stream),
      ...(wish.presumes && tries === 1 && { presumed: EMPTY }),
      decide: ({ version, taken }) => {
        if (taken.has(seat)) return { outcome: taken.get(seat) === id ? "his" : "taken" };
        return [bookingOf(stream, version, wish.seat, id)];
      },
    }));
  const told = await booked.then(({ outcome }): Told => outcome, (error) => {
    if (isLost(error)) return "lost" as const;
    throw error;
  });
  return { id, told };
}

/** Whatever befalls the tries of each, what he is told is true of the log. */
async function answersAreTrue(calm: AccountStore, loop: Loop, numRuns: number): Promise<void> {
  const property = fc.asyncProperty(anyWishes, async (wishes) => {
    const stream = `account-${newId()}`, store = new Stormy(calm);
    for (const wish of wishes) {
      store.weather = [...wish.weather];
      const { id, told } = await book(store, stream, wish, loop);
      const holder = (await loadHall(calm, stream)).taken.get(SEATS[wish.seat]!);
      if (told === "appended" || told === "his") assert.equal(holder, id, `${told}, but not his`);
      if (told === "taken") assert.ok(holder && holder !== id, "taken, but free or his own");
      // There are fewer seats than tries, and each rival takes one.
      assert.notEqual(told, "conflict", "turned away by fewer rivals than there are tries");
      if (told === "lost") assert.ok(wish.weather.length >= 3, "given up before three faults");
    }
  });
  await fc.assert(property, { numRuns, includeErrorInReport: true });
}

storeTest("execute: whoever races and whatever is lost, each answer is true", async ({ store }) => {
  await answersAreTrue(store, execute, 150);
});

storeTest(
  "execute, negative twin: on what was loaded first a seat is given twice",
  async (world) => {
    const stale: Loop = (store, { load, ...steps }) => {
      let taken: Hall["taken"] | undefined;
      const loadVersion = async () => {
        const now = await load();
        taken ??= now.taken;
        return { version: now.version, taken };
      };
      return execute(store, { ...steps, load: loadVersion });
    };
    await assert.rejects(answersAreTrue(world.store, stale, 1_000), /a seat is given twice/);
  },
);

storeTest("execute, negative twin: with a single try a decision is lost", async ({ store }) => {
  const once: Loop = async (using, { load, decide }) => {
    const decision = await decide(await load());
    if (!Array.isArray(decision)) return decision;
    const end = await using.append(decision);
    return end.outcome === "conflict" ? end : { ...end, outcome: "appended" };
  };
  await assert.rejects(answersAreTrue(store, once, 1_000), /turned away/);
});

storeTest("execute: of five processes that want one seat, one gets it", async ({ sql }) => {
  for (let run = 0; run < 5; run++) {
    const stream = `account-${newId()}`;
    const all = Array.from({ length: 5 }, (_, i) => {
      const wish = { seat: 0, presumes: i % 2 === 0 };
      return book(storeOn(sql), stream, wish, execute);
    });
    assert.deepEqual((await Promise.all(all)).map(({ told }) => told).sort(), [
      "appended",
      "taken",
      "taken",
      "taken",
      "taken",
    ]);
  }
});

/** Somebody else's event goes to the stream before each append. */
class Busy extends EventStore<AccountFact> {
  appends = 0;

  override async append(request: StreamAppend[]) {
    this.appends++;
    const [{ stream, expectedVersion }] = request as [StreamAppend];
    await super.append([{ stream, expectedVersion, events: [opened()] }]);
    return await super.append(request);
  }
}

/** A command that appends one event to a stream. */
const toStream = (store: AccountStore, stream: string) => ({
  load: async () => (await Array.fromAsync(store.readStream(stream))).length,
  decide: (version: number): StreamAppend[] => {
    return [{ stream, expectedVersion: version, events: [opened()] }];
  },
});

storeTest("execute: who always loses is told so after five tries", async ({ sql }) => {
  const busy = new Busy(sql, accounts), stream = `account-${newId()}`;
  const result = await execute(busy, toStream(busy, stream));
  assert.deepEqual(result, { outcome: "conflict", stream, version: 5 });
  assert.equal(busy.appends, 5);
});

storeTest("execute: whoever finds what he presumed reads nothing", async ({ store }) => {
  const stream = `account-${newId()}`;
  let loads = 0;
  const steps = {
    ...toStream(store, stream),
    load: () => {
      loads++;
      return Promise.resolve(1);
    },
    presumed: 0,
  };
  const first = await execute(store, steps);
  assert.deepEqual([first.outcome, loads], ["appended", 0]);
  const second = await execute(store, steps);
  assert.deepEqual([second.outcome, loads], ["appended", 1], "the conflict showed it wrong");
});

storeTest("execute: what is written beside an append is rolled back with it", async (world) => {
  const { store, owner } = world;
  const keys = async () => (await owner`select job_id from keyring.job_key`).map((k) => k.job_id);
  const stream = `account-${newId()}`, accountId = newId();
  const { load, decide } = toStream(store, stream);
  const beside = (tx: TransactionSql) => store.keyring.create(tx, accountId);
  await store.append(decide(0));
  const late = await execute(store, { load: () => Promise.resolve(0), decide, beside });
  assert.deepEqual(late, { outcome: "conflict", stream, version: 1 });
  const refused = await execute(store, {
    load,
    decide: (version): StreamAppend[] | "refused" => decide(version),
    beside: async (tx): Promise<"refused"> => {
      await beside(tx);
      return "refused";
    },
  });
  assert.equal(refused, "refused");
  assert.deepEqual([await keys(), await load()], [[], 1]);
  await execute(store, { load, decide, beside });
  assert.deepEqual([await keys(), await load()], [[accountId], 2]);
});
