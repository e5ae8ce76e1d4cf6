import assert from "node:assert/strict";
import { openRawSocket, statusOf } from "../tests/harness/raw_socket.ts";

/** A service of its own process; each test says in code what is special about it. */
const service = (special: string) => `
  import { runService } from "./lifecycle.ts";
  import { createLog } from "./log.ts";
  const log = createLog("tested", "info");
  const options = { log, port: 0, hostname: "127.0.0.1", app: { fetch: () => new Response("ok") } };
  ${special}
`;

type Line = { message: string; url?: string };

class Running {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #rest = "";

  constructor(special: string, env: Record<string, string> = {}) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--allow-net=127.0.0.1", "--ext=ts", "-"],
      cwd: new URL(".", import.meta.url),
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    new Blob([service(special)]).stream().pipeTo(this.#child.stdin);
    this.#lines = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next log line with this message. */
  async line(message: string): Promise<Line> {
    for (;;) {
      const end = this.#rest.indexOf("\n");
      if (end >= 0) {
        const line: Line = JSON.parse(this.#rest.slice(0, end));
        this.#rest = this.#rest.slice(end + 1);
        if (line.message === message) return line;
        continue;
      }
      const { value, done } = await this.#lines.read();
      if (done) assert.fail(`the service ended without saying "${message}"`);
      this.#rest += value;
    }
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits for the end. */
  async end(): Promise<{ code: number; stderr: string }> {
    await this.#lines.cancel();
    const [status, stderr] = await Promise.all([
      this.#child.status,
      new Response(this.#child.stderr).text(),
    ]);
    return { code: status.code, stderr };
  }
}

Deno.test("life cycle: ready once it listens; on SIGTERM quiesces, stops and exits 0", async () => {
  const running = new Running(`await runService({
    ...options,
    start: () => log.info("started"),
    quiesce: () => log.info("quiesced"),
    stop: () => log.info("hook"),
  });`);
  await running.line("started");
  const { url } = await running.line("ready");
  assert.equal(await (await fetch(url ?? "")).text(), "ok");
  running.kill("SIGTERM");
  for (const message of ["stopping", "quiesced", "hook", "stopped"]) await running.line(message);
  assert.equal((await running.end()).code, 0);
});

Deno.test("life cycle: an odd request is refused before any handler sees it", async () => {
  const running = new Running(`
    options.app.fetch = () => { throw new Error("seen"); };
    await runService(options);
  `);
  const { url } = await running.line("ready");
  const { hostname, port } = new URL(url ?? "");
  for (const request of ["GET / HTTP/1.1\r\nHost: a b", "TRACE / HTTP/1.1\r\nHost: a"]) {
    const connection = await Deno.connect({ hostname, port: Number(port) });
    await connection.write(new TextEncoder().encode(`${request}\r\n\r\n`));
    const answer = new Uint8Array(1_000);
    await connection.read(answer);
    assert.match(new TextDecoder().decode(answer), /^HTTP\/1.1 40[05] /);
    connection.close();
  }
  running.kill("SIGTERM");
  assert.equal((await running.end()).code, 0);
});

Deno.test("life cycle: until it has started it is alive, but answers 503", async () => {
  const running = new Running(`
    const signal = Promise.withResolvers();
    options.app.fetch = (request) => {
      if (request.url.endsWith("/healthz")) signal.resolve();
      return new Response("ok");
    };
    const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const { port } = listener.addr;
    listener.close();
    await runService({ ...options, port, start: async () => {
      log.info("starting", { url: "http://127.0.0.1:" + port });
      await signal.promise;
    } });
  `);
  const { url } = await running.line("starting");
  const early = await fetch(`${url}/jobs`);
  assert.equal(early.status, 503);
  assert.equal(early.headers.get("retry-after"), "1");
  assert.equal((await early.json()).code, "UNAVAILABLE");
  assert.equal(await (await fetch(`${url}/healthz`)).text(), "ok");
  await running.line("ready");
  assert.equal(await (await fetch(`${url}/jobs`)).text(), "ok");
  running.kill("SIGTERM");
  assert.equal((await running.end()).code, 0);
});

Deno.test("life cycle: what fails at the start is logged and ends the process with 1", async () => {
  const running = new Running(`
    await runService({ ...options, start: () => Promise.reject(new Error("no table")) });
  `);
  await running.line("startup failed, exiting");
  assert.equal((await running.end()).code, 1);
});

Deno.test("life cycle: a request that runs is answered before the process ends", async () => {
  const running = new Running(`
    const answer = Promise.withResolvers();
    options.app.fetch = () => { log.info("asked"); return answer.promise; };
    await runService({ ...options, quiesce: () => answer.resolve(new Response("late")) });
  `);
  const { url } = await running.line("ready");
  const response = fetch(url ?? "");
  await running.line("asked");
  running.kill("SIGINT");
  assert.equal(await (await response).text(), "late");
  assert.equal((await running.end()).code, 0);
});

Deno.test("life cycle: collecting metrics at that moment does not block the exit", async () => {
  const collector = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      await request.body?.cancel();
      return Response.json({});
    },
  );
  const env = {
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.addr.port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_METRIC_EXPORT_INTERVAL: "1", // so that there is always one under way
  };
  const all = Array.from({ length: 6 }, async () => {
    const running = new Running("await runService(options);", env);
    const { url } = await running.line("ready");
    assert.equal(await (await fetch(url ?? "")).text(), "ok");
    running.kill("SIGTERM");
    await running.line("stopped");
    const late = setTimeout(() => running.kill("SIGKILL"), 20_000);
    assert.equal((await running.end()).code, 0);
    clearTimeout(late);
  });
  await Promise.all(all);
  await collector.shutdown();
});

Deno.test("life cycle: an uncaught fault is logged and ends the process with 1", async () => {
  const running = new Running(`
    await runService({ ...options, start: () => { Promise.reject(new Error("boom")); } });
  `);
  await running.line("unexpected fault, exiting");
  assert.equal((await running.end()).code, 1);
});

Deno.test("life cycle: what Deno prints of such a fault quotes no data", async () => {
  const running = new Running(`
    const error = Object.assign(new Error('invalid input syntax for type integer: "Zzmarked"'), {
      name: "PostgresError", code: "22P02", detail: "Zzmarked",
    });
    await runService({ ...options, start: () => { setTimeout(() => { throw error; }, 0); } });
  `);
  const line = await running.line("unexpected fault, exiting");
  const { code, stderr } = await running.end();
  assert.equal(code, 1);
  assert.match(stderr, /the process ends by the fault that was logged/);
  assert.ok(!`${JSON.stringify(line)}${stderr}`.includes("Zzmarked"), stderr);
  assert.match(JSON.stringify(line), /a value was refused \(22P02\)/);
});

Deno.test("life cycle: a port that is taken is one sentence and exit code 2", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  const running = new Running(`await runService({ ...options, port: ${port} });`);
  const { code, stderr } = await running.end();
  listener.close();
  assert.equal(code, 2);
  assert.match(
    stderr,
    new RegExp(`^port ${port} on 127.0.0.1 is taken: set PORT to a free one$`, "m"),
  );
});

Deno.test("configuration: a wrong variable is one line on stderr and exit code 2", async () => {
  const running = new Running(`
    import { environment, readConfig } from "./config.ts";
    import { shapeOf } from "./config_fields.ts";
    readConfig(shapeOf("gateway", {}), environment({ PORT: "x" }));
  `);
  const { code, stderr } = await running.end();
  assert.equal(code, 2);
  assert.match(stderr, /^configuration: PORT is wrong: found "x", expected a port/m);
});

Deno.test("life cycle: an incoming body is received; later requests get 503", async () => {
  const running = new Running(`
    options.app.fetch = async (request) => {
      if (!request.body) return new Response("ok");
      log.info("coming in");
      return new Response(String((await request.text()).length));
    };
    await runService(options);
  `);
  const { url = "" } = await running.line("ready");
  const [upload, later] = [await openRawSocket(portOf(url)), await openRawSocket(portOf(url))];
  await upload.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 200000\r\n\r\nxxxxx");
  await running.line("coming in");
  running.kill("SIGTERM");
  await running.line("stopping");
  await later.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  const refusal = await later.answer;
  assert.equal(statusOf(refusal), 503);
  assert.match(refusal, /\r\nretry-after: 1\r\n[^]*The service is stopping; try again shortly\./);
  await upload.send("x".repeat(199_995));
  assert.match(await upload.answer, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n200000$/);
  await running.line("stopped");
  assert.equal((await running.end()).code, 0);
});

const portOf = (url: string): number => Number(new URL(url).port);
