/**
 * Loaded before each test file (`deno test --preload`), since Deno has no deadline for a test: writes
 * down each test and step as it begins and ends, and fails by its name one that hangs; the tests
 * after it still run. A test has hung when no step of it began or ended for so long.
 */
import { scaled } from "./deadline.ts";
import { appendEntry, type Entry } from "./test_events.ts";
import { knownAs, testFolder, testMs } from "./run_settings.ts";
import { forgetLogs, lastLines } from "./service_logs.ts";

type Context = Deno.TestContext;
type Body = (t: Context) => unknown;
// deno-lint-ignore no-explicit-any -- whatever the overloads of Deno.test and of step take
type Arguments = any[];

const folder = testFolder();
const patienceMs = scaled(testMs());

if (folder) {
  const test = Deno.test;
  const watched = (...args: Arguments) => {
    let known = "";
    const [first, ...rest] = withBody(args, (name, body) => {
      known = knownAs(name);
      return (t) => new Watched(known, folder).run(body, t);
    });
    const named = typeof first === "string" ? known : { ...first, name: known };
    (test as (...args: Arguments) => void)(named, ...rest);
  };
  Object.assign(Deno, { test: Object.assign(watched, test) });
  tellUncaught();
  endWithRun();
}

/**
 * What nobody catches ends the whole file, and Deno's report then says only "Cancelled" of the test
 * in which it happened.
 */
function tellUncaught(): void {
  addEventListener("error", ({ error }) => running?.uncaught(error));
  addEventListener("unhandledrejection", ({ reason }) => running?.uncaught(reason));
}

/** Tests of a run that was killed would go on for nobody, without a database. */
function endWithRun(): void {
  const run = Deno.ppid;
  Deno.unrefTimer(setInterval(() => {
    if (Deno.ppid !== run) Deno.kill(Deno.pid, "SIGKILL");
  }, 500));
}

/** The arguments with another body; each overload has its name and its body somewhere else. */
function withBody(args: Arguments, change: (name: string, body: Body) => Body): Arguments {
  const last = args.at(-1);
  if (typeof last !== "function") {
    return [{ ...last, fn: change(last.name ?? last.fn.name, last.fn) }];
  }
  const first = args[0];
  const name = typeof first === "string" ? first : first.name;
  const body = change(name, last);
  // A body alone has the test's name, which the one in its place must keep.
  return args.length === 1 ? [name, body] : [...args.slice(0, -1), body];
}

/** The test that runs now. */
let running: Watched | undefined;

/** One test while it runs. */
class Watched {
  readonly #open = new Map<string, string[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hangs = (_: Error): void => {};
  readonly #told = new Set<unknown>();
  #isOver = false;

  constructor(readonly name: string, readonly folder: string) {}

  async run(body: Body, t: Context): Promise<void> {
    forgetLogs();
    running = this;
    const late = new Promise<never>((_, reject) => this.#hangs = reject);
    const work = this.#noted([this.name], () => body(this.#context(t, [this.name])));
    try {
      await Promise.race([work, late]);
    } catch (error) {
      this.#fails([this.name], error);
      throw error;
    } finally {
      this.#isOver = true;
      running = undefined;
      clearTimeout(this.#timer);
    }
  }

  /** Something failed that no part of the test waits for. */
  uncaught(error: unknown): void {
    this.#fails([...this.#open.values()].at(-1) ?? [this.name], error);
  }

  /** The test's context, whose steps are written down as well. */
  #context(t: Context, path: string[]): Context {
    const step = t.step as (...args: Arguments) => Promise<boolean>;
    const watched = (...args: Arguments) =>
      step(...withBody(args, (name, body) => (inner) => {
        const here = [...path, name];
        return this.#noted(here, () => body(this.#context(inner, here)));
      }));
    return { ...t, step: watched };
  }

  async #noted(path: string[], work: () => unknown): Promise<void> {
    const key = path.join(" > "), since = performance.now();
    this.#open.set(key, path);
    this.#note({ what: "begun", path });
    try {
      await work();
      this.#open.delete(key);
      this.#note({ what: "ended", path, seconds: (performance.now() - since) / 1_000 });
    } catch (error) {
      this.#open.delete(key);
      this.#fails(path, error);
      throw error;
    }
  }

  /** Told once, by the innermost step; the logs with the first, before anything is torn down. */
  #fails(path: string[], error: unknown): void {
    if (this.#told.has(error)) return;
    const logs = this.#told.size === 0 ? lastLines() : "";
    this.#told.add(error);
    const message = error instanceof Error ? error.stack ?? error.message : Deno.inspect(error);
    this.#note({ what: "failed", path, message, logs });
  }

  /** Each entry is a sign of life. */
  #note(entry: Entry): void {
    if (this.#isOver) return;
    appendEntry(this.folder, entry);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const where = [...this.#open.keys()].map((key) => `"${key}"`).join(", ");
      this.#hangs(new Error(`it hangs: nothing has happened for ${patienceMs} ms in ${where}`));
    }, patienceMs);
  }
}
