/** One of two systems of the same public API that are compared, and its figures. */
import { quantile } from "../quantile.ts";

export class Side {
  /** What was measured → a figure a turn, in milliseconds. */
  readonly figures = new Map<string, number[]>();

  constructor(
    readonly name: string,
    readonly url: string,
    public token: string,
    /** the next token, where this one expires in the middle */
    readonly renew?: () => Promise<string>,
  ) {}

  tell(what: string, ms: number): void {
    this.figures.set(what, [...this.figures.get(what) ?? [], ms]);
  }

  median(what: string): number {
    return quantile(this.figures.get(what) ?? [], 0.5);
  }

  /** @throws unless it is answered with success */
  async call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${this.token}`);
    const response = await fetch(this.url + path, { ...init, headers });
    if (response.ok) return response;
    if (response.status === 401 && this.renew) {
      await response.body?.cancel();
      headers.set("authorization", `Bearer ${this.token = await this.renew()}`);
      const again = await fetch(this.url + path, { ...init, headers });
      if (again.ok) return again;
    }
    throw new Error(`${this.name}: ${path}: ${response.status} ${await response.text()}`);
  }

  async json<T>(path: string, init?: RequestInit): Promise<T> {
    return await (await this.call(path, init)).json();
  }

  async post<T>(path: string, body?: unknown): Promise<T> {
    const headers = { "content-type": "application/json" };
    const sent = body === undefined ? {} : { headers, body: JSON.stringify(body) };
    return await this.json(path, { method: "POST", ...sent });
  }
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** What clients took who worked through something at the same time. */
export interface Crowd {
  /** milliseconds for each thing, all clients together */
  each: number;
  /** 95th percentile of what a client waited, in milliseconds */
  p95: number;
}

/** Works through `things` with so many clients at once. */
export async function crowd<Thing>(
  clients: number,
  things: Iterable<Thing>,
  work: (thing: Thing) => Promise<unknown>,
): Promise<Crowd> {
  const waiting = Iterator.from(things);
  const took: number[] = [];
  const whole = await timed(() =>
    Promise.all(Array.from({ length: clients }, async () => {
      for (let next = waiting.next(); !next.done; next = waiting.next()) {
        const thing = next.value;
        took.push(await timed(() => work(thing)));
      }
    }))
  );
  return { each: whole / took.length, p95: quantile(took, 0.95) };
}
