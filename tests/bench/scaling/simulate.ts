/**
 * A discrete-event simulation of stations with queues: what enters takes its steps one after another,
 * at each station waits for one of its servers, and begins again at its first step when the last is
 * done (a closed queueing network; Lazowska et al., Quantitative System Performance, 1984). Times are
 * milliseconds and do not vary: it shows where throughput stops growing, not how long a queue gets by
 * chance. Pure.
 */

export interface Station {
  /** customers, or batches of them, that are served at the same time */
  servers: number;
  /** how much of what waits one service takes together; 1 where it takes one customer */
  batch: number;
  /** whether only what comes from the same server of the station before is taken together */
  isByServer?: boolean;
  /** how long a service takes besides the work of its customers */
  fixedMs: number;
}

/** A customer's stay at a station. */
export interface Step<Name extends string> {
  at: Name;
  workMs: number;
  /** how much of a batch it takes, by default 1 */
  fills?: number;
}

export interface Outcome<Name extends string> {
  /** customers that went through all steps, per second */
  perSecond: number;
  /** share of the time in which a station's servers were busy, 0 to 1 */
  busy: Record<Name, number>;
}

interface Customer {
  step: number;
  /** who served it last */
  from: string;
}

interface Running extends Station {
  name: string;
  waiting: Customer[];
  /** the servers that are free, by number */
  free: number[];
  busyMs: number;
}

/** What ends next, a heap by time. */
class Agenda {
  readonly #heap: { at: number; end: () => void }[] = [];

  add(at: number, end: () => void): void {
    const heap = this.#heap;
    let i = heap.push({ at, end }) - 1;
    for (let parent = (i - 1) >> 1; i > 0 && heap[parent]!.at > at; parent = (i - 1) >> 1) {
      [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
      i = parent;
    }
  }

  take(): { at: number; end: () => void } | undefined {
    const heap = this.#heap, first = heap[0], last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0;;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && heap[child]!.at < heap[least]!.at) least = child;
      }
      if (least === i) return first;
      [heap[i], heap[least]] = [heap[least]!, heap[i]!];
      i = least;
    }
  }
}

/**
 * @param customers that are under way at any time
 * @param warmUpMs which do not count
 */
export function simulate<Name extends string>(
  stations: Record<Name, Station>,
  steps: Step<Name>[],
  { customers, warmUpMs, measuredMs }: { customers: number; warmUpMs: number; measuredMs: number },
): Outcome<Name> {
  const agenda = new Agenda();
  const running = new Map<Name, Running>();
  for (const name of Object.keys(stations) as Name[]) {
    const free = Array.from({ length: stations[name].servers }, (_, i) => i);
    running.set(name, { ...stations[name], name, waiting: [], free, busyMs: 0 });
  }
  const until = warmUpMs + measuredMs;
  let now = 0, done = 0;

  const arrive = (customer: Customer) => {
    const station = running.get(steps[customer.step]!.at)!;
    station.waiting.push(customer);
    serve(station);
  };
  const serve = (station: Running) => {
    while (station.waiting.length > 0 && station.free.length > 0) {
      const batch = takeBatch(station);
      const server = station.free.shift()!;
      const work = batch.reduce((sum, { step }) => sum + steps[step]!.workMs, 0);
      const end = now + station.fixedMs + work;
      station.busyMs += Math.max(0, Math.min(end, until) - Math.max(now, warmUpMs));
      agenda.add(end, () => {
        station.free.push(server);
        for (const customer of batch) leave(customer, `${station.name} ${server}`);
        serve(station);
      });
    }
  };
  /** The longest waiting, and what is taken with it. */
  const takeBatch = (station: Running): Customer[] => {
    const { waiting, isByServer, batch } = station;
    const taken: Customer[] = [], left: Customer[] = [];
    let room = batch;
    for (const customer of waiting) {
      const isApart = isByServer && customer.from !== waiting[0]!.from;
      const { fills = 1 } = steps[customer.step]!;
      if (!isApart && (taken.length === 0 || fills <= room)) {
        taken.push(customer);
        room -= fills;
      } else {
        left.push(customer);
        if (!isApart) room = 0;
      }
    }
    station.waiting = left;
    return taken;
  };
  const leave = (customer: Customer, from: string) => {
    customer.from = from;
    customer.step++;
    if (customer.step === steps.length) {
      customer.step = 0;
      if (now > warmUpMs) done++;
    }
    arrive(customer);
  };

  // All over the network, as they are after a long while.
  for (let i = 0; i < customers; i++) {
    arrive({ step: Math.floor(i * steps.length / customers), from: "" });
  }
  for (let next = agenda.take(); next && next.at <= until; next = agenda.take()) {
    now = next.at;
    next.end();
  }
  const busy = Object.fromEntries(
    [...running].map(([name, { busyMs, servers }]) => [name, busyMs / (measuredMs * servers)]),
  ) as Record<Name, number>;
  return { perSecond: done * 1_000 / measuredMs, busy };
}
