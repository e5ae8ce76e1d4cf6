/**
 * Stacks that the tests of one process have one after another, since to start one costs as much as
 * most of these tests do, and a system that has lived is the better one to test. Each has people and
 * jobs of its own, and counts from what it found. The runner starts one process for all files that
 * borrow the same kind (tests/runner/units.ts); a file that runs alone has the stack to itself.
 */
import { startProxy } from "../chaos/proxy.ts";
import { startCollector } from "./otlp.ts";
import { keepLogs } from "./service_logs.ts";
import { startStack, type TestStack } from "./stack.ts";
import { steadyPort } from "./steady_port.ts";

const kinds = {
  /** Services that may be killed, with the stores of the run. */
  "plain": async () => {
    const stack = await startStack();
    return { stack, end: () => stack.close() };
  },
  /** What it says by OpenTelemetry is collected. */
  "observed": async () => {
    const collector = startCollector();
    const stack = await startStack({ variables: collector.variables });
    const end = async () => {
      await stack.close();
      await collector.close();
    };
    return { stack, collector, end };
  },
  /** Postgres and the emulator may be killed as well. */
  "own-stores": async () => {
    const stack = await startStack({ stores: "own" });
    return { stack, end: () => stack.close() };
  },
  /** The same, reached by proxies that may cut every connection; Postgres logs each statement. */
  "behind-proxies": async () => {
    const [postgresPort, emulatorPort] = [steadyPort(), steadyPort()];
    const proxies = { postgres: startProxy(postgresPort), emulator: startProxy(emulatorPort) };
    const stack = await startStack({
      stores: "own",
      variables: {
        POSTGRES_PORT: String(postgresPort),
        EMULATOR_PORT: String(emulatorPort),
        POSTGRES_OPTIONS: "log_min_duration_statement=0 logging_collector=on",
      },
      serviceVariables: {
        POSTGRES_PORT: String(proxies.postgres.port),
        EMULATOR_PORT: String(proxies.emulator.port),
      },
    });
    const end = async () => {
      await stack.close();
      await Promise.all([proxies.postgres.close(), proxies.emulator.close()]);
    };
    return { stack, proxies, end };
  },
};

export type StackKind = keyof typeof kinds;
type Made<K extends StackKind> = Awaited<ReturnType<typeof kinds[K]>>;

/** A stack with what belongs to its kind. */
export type Borrowed<K extends StackKind> = Omit<Made<K>, "end"> & {
  /** Leaves it to the next test. Who does not, since it ended early or has spoilt it, is the last. */
  giveBack(): void;
};

interface Kept {
  kind: StackKind;
  made: { stack: TestStack; end(): Promise<void> };
  isFree: boolean;
}

/** The one stack of this process. */
let kept: Kept | undefined;

/**
 * The stack of this kind that an earlier test has given back, once all its services are ready, or a
 * new one.
 *
 * @param options `fresh`: one in which nothing has happened yet
 */
export async function borrowStack<K extends StackKind>(
  kind: K,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<Borrowed<K>> {
  if (!kept?.isFree || kept.kind !== kind || fresh) {
    await endKept();
    kept = { kind, made: await kinds[kind](), isFree: true };
  }
  const mine = kept;
  mine.isFree = false;
  keepLogs(mine.made.stack.logs);
  await mine.made.stack.allReady();
  const { end: _, ...borrowed } = mine.made as Made<K>;
  return { ...borrowed, giveBack: () => mine.isFree = true } as Borrowed<K>;
}

async function endKept(): Promise<void> {
  const last = kept;
  kept = undefined;
  await last?.made.end();
}

Deno.test.afterAll(endKept);
