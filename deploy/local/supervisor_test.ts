import assert from "node:assert/strict";
import { type ProcessEvent, supervise } from "./supervisor.ts";
import { getPriority } from "node:os";
import { eventually } from "../../tests/harness/event_store.ts";
import { nicer, sessionNiceness } from "./niceness.ts";
import { freePort } from "./ports.ts";
import type { ProcessPlan } from "./processes.ts";
import { scaled } from "../../tests/harness/deadline.ts";

/** A process that serves `/readyz`, and whatever else the script says. */
function plan(script: string): ProcessPlan {
  const port = freePort();
  const serve = `Deno.serve({ port: ${port}, hostname: "127.0.0.1", onListen() {} },
    () => new Response("ok"));`;
  return {
    name: "sample",
    kind: "service",
    title: "",
    args: ["eval", script.replace("SERVE", serve)],
    env: {},
    cwd: ".",
    host: "127.0.0.1",
    port,
    portVariable: "SAMPLE_PORT",
    readyPath: "/readyz",
  };
}

function recorder() {
  const events: ProcessEvent[] = [];
  let wake = Promise.withResolvers<void>();
  return {
    events,
    report(event: ProcessEvent) {
      events.push(event);
      wake.resolve();
      wake = Promise.withResolvers();
    },
    async until(kind: ProcessEvent["kind"], times = 1) {
      while (events.filter((event) => event.kind === kind).length < times) await wake.promise;
    },
  };
}

Deno.test("a process that is killed is started again, and says by what it ended", async () => {
  const { events, report, until } = recorder();
  const supervisor = supervise(plan("SERVE"), report);
  await supervisor.start();
  const first = supervisor.pid;
  await supervisor.kill("SIGKILL");
  await supervisor.ready();
  assert.notEqual(supervisor.pid, first);
  assert.equal(supervisor.restarts, 1);
  await until("ready", 2);
  assert.deepEqual(events.filter((event) => event.kind === "ended"), [
    { kind: "ended", name: "sample", how: "killed by SIGKILL", restartInMs: 100 },
  ]);
  await supervisor.stop(1_000);
  assert.equal(supervisor.pid, undefined);
});

Deno.test("a process is restarted although its child holds its output open", async () => {
  const { report } = recorder();
  const supervisor = supervise(
    plan(`new Deno.Command("/bin/sleep", { args: ["60"] }).spawn(); SERVE`),
    report,
  );
  await supervisor.start();
  const started = performance.now();
  await supervisor.kill("SIGKILL");
  await supervisor.ready();
  assert.ok(
    performance.now() - started < scaled(2_500),
    "it did not wait for what was left behind",
  );
  await supervisor.stop(1_000);
});

Deno.test("exit code 2 is a wrong configuration: it is not started again", async () => {
  const { events, report } = recorder();
  const supervisor = supervise(plan(`console.error("PORT is missing"); Deno.exit(2)`), report);
  await assert.rejects(supervisor.start(), /sample does not run/);
  assert.deepEqual(events, [
    { kind: "line", name: "sample", line: "PORT is missing" },
    { kind: "gave up", name: "sample", how: "exit code 2" },
  ]);
});

Deno.test("restarts of a process that cannot stay up wait longer and longer", async () => {
  const { events, report, until } = recorder();
  const supervisor = supervise(plan("Deno.exit(1)"), report);
  const started = supervisor.start();
  await until("ended", 3);
  await supervisor.stop(1_000);
  await assert.rejects(started, /sample does not run/);
  const pauses = events.flatMap((event) => event.kind === "ended" ? [event.restartInMs] : []);
  assert.deepEqual(pauses.slice(0, 3), [100, 250, 500]);
});

Deno.test("a process that ignores SIGTERM is killed when its time is up", async () => {
  const { report } = recorder();
  const supervisor = supervise(plan(`Deno.addSignalListener("SIGTERM", () => {}); SERVE`), report);
  await supervisor.start();
  const { pid } = supervisor;
  await supervisor.stop(200);
  assert.throws(() => Deno.kill(pid ?? 0, "SIGCONT"));
});

Deno.test("a process that ends after its work is done gets the time for it", async () => {
  const { events, report } = recorder();
  const supervisor = supervise(
    plan(`Deno.addSignalListener("SIGTERM", () =>
      setTimeout(() => { console.log("done"); Deno.exit(0) }, 300)); SERVE`),
    report,
  );
  await supervisor.start();
  await supervisor.stop(5_000);
  assert.ok(events.some((event) => event.kind === "line" && event.line === "done"));
});

Deno.test("output without an end of line is passed on in pieces, not gathered for good", async () => {
  const { events, report, until } = recorder();
  const supervisor = supervise(
    plan(`const piece = new Uint8Array(1 << 16).fill(120);
      for (let n = 0; n < 40; n++) Deno.stdout.writeSync(piece);
      console.log();
      SERVE`),
    report,
  );
  await supervisor.start();
  await until("line", 3);
  await supervisor.stop(1_000);
  const lines = events.flatMap((event) => event.kind === "line" ? [event.line.length] : []);
  assert.equal(lines.reduce((sum, length) => sum + length, 0), 40 << 16);
  assert.ok(lines.length === 3 && Math.max(...lines) < 2 << 20, `lines of ${lines}`);
});

Deno.test("a process that yields is nicer than whoever started it, and so is its session", async () => {
  const supervisor = supervise({ ...plan("SERVE"), yields: true }, () => {});
  await supervisor.start();
  const pid = supervisor.pid!;
  // A session begins with 0.
  const isNicer = async () =>
    getPriority(pid) === nicer(getPriority()) && await sessionOf(pid) === nicer(0);
  await eventually("both are", isNicer);
  await supervisor.stop(1_000);
});

/** Where sessions have none, the process's is enough. */
async function sessionOf(pid: number): Promise<number> {
  try {
    return await sessionNiceness(pid);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return nicer(0);
    throw error;
  }
}
