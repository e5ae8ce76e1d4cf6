/**
 * The system runs by the very commands and environments of compose.yaml, in the order that it asks
 * for, and does the main job through the web's origin. What an engine would give is stood in for:
 * names of containers become ports of this machine, the module folder of the image is Deno's own.
 */
import assert from "node:assert/strict";
import { get } from "node:http";
import postgres from "postgres";
import { follow } from "../../cli/follow.ts";
import { openAccount } from "../../cli/new_account.ts";
import { supervise, type Supervisor } from "../../deploy/local/supervisor.ts";
import { builtWeb } from "../browser/built_web.ts";
import { startStack } from "../harness/stack.ts";
import { steadyPort } from "../harness/steady_port.ts";
import { within } from "../harness/within.ts";
import { type ComposeService, readCompose } from "./compose_file.ts";

const file = readCompose(await Deno.readTextFile("compose.yaml"));
const own = new Map(Object.entries(file.services).filter(([, service]) => service.build));

Deno.test("compose: its commands and environments run the main job, and end when told", async () => {
  await builtWeb();
  const stores = await startStack({ stores: "own", only: [] });
  const running: Supervisor[] = [];
  try {
    const emulator = new URL(stores.awsEndpoint).host;
    const database = `127.0.0.1:${stores.variables.POSTGRES_PORT}`;
    await asContainerOf(database);
    const ports = new Map([...own].map(([name]) => [name, steadyPort()]));
    const addresses = new Map([["db:5432", database], ["emulator:4566", emulator]]);
    for (const [name, { environment }] of own) {
      if (environment?.PORT) addresses.set(`${name}:${environment.PORT}`, at(ports.get(name)!));
    }
    const here = (name: string, text: string) => onThisMachine(text, name, addresses, ports);
    await inOrder(async (name, service) => {
      const process = processOf(name, service, ports.get(name)!, here);
      if (!service.environment?.PORT) return await untilItEnds(process);
      const supervisor = supervise({ ...process, kind: "service", portVariable: "PORT" }, () => {});
      running.push(supervisor);
      await supervisor.start();
      await within(60_000, supervisor.ready());
    });

    const web = `http://127.0.0.1:${ports.get("frontend")}`;
    await servesTheBuild(web);
    const { api, upload } = await openAccount(`${web}/api`);
    const { id } = await upload(await sampleFile());
    const job = await follow(api, id, () => {});
    assert.equal(job.status, "NEEDS_REVIEW", JSON.stringify(job));
    await api.resolve(id, "DUPLICATE_EMAIL", "first");
    for (const type of Object.keys(job.issue_counts)) await api.resolve(id, type, "skip");
    const { contact_count, version } = await api.finalize(id);
    const query = { min_version: String(version) };
    const csv = await (await api.download(id, "contacts.csv", query)).text();
    assert.equal(csv.trim().split("\r\n").length, 1 + contact_count);
  } finally {
    await within(35_000, Promise.all(running.map((supervisor) => supervisor.stop(30_000))));
    await stores.close();
  }
  assert.deepEqual(running.map((supervisor) => supervisor.restarts), running.map(() => 0));
});

/** The page for its addresses, its files compressed and kept, and 404 for what is none of them. */
async function servesTheBuild(web: string): Promise<void> {
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(web + path, { headers });
    return {
      response,
      text: await response.text(),
      header: (name: string) => response.headers.get(name),
    };
  };
  const page = await ask("/jobs/anything");
  assert.match(page.text, /<!doctype html>/i);
  assert.equal(page.header("cache-control"), "no-cache");
  // The largest, as a file of a few lines gains little by being compressed.
  const scripts = new Set(page.text.match(/\/_app\/immutable\/[\w./-]+\.js/g));
  const answers = await Promise.all([...scripts].map(async (script) => {
    return { script, found: await ask(script, { "accept-encoding": "gzip, br" }) };
  }));
  const { script, found } = answers.reduce((a, b) =>
    b.found.text.length > a.found.text.length ? b : a
  );
  assert.equal(found.response.status, 200);
  assert.match(found.header("content-type")!, /^text\/javascript/);
  assert.match(found.header("cache-control")!, /immutable/);
  assert.equal(found.header("vary"), "Accept-Encoding");
  const { encoding, bytes } = await onTheWire(web + script);
  assert.equal(encoding, "br");
  assert.ok(bytes < found.text.length / 2, `${bytes} bytes of ${found.text.length}`);
  const known = await ask(script, {
    "accept-encoding": "gzip, br",
    "if-none-match": found.header("etag")!,
  });
  assert.deepEqual([known.response.status, known.text], [304, ""]);
  for (const gone of ["/_app/immutable/entry/start.gone.js", "/_app/immutable/gone", "/x.css"]) {
    const { response, text, header } = await ask(gone);
    assert.equal(response.status, 404, gone);
    assert.equal(header("cache-control"), "no-store", gone);
    assert.doesNotMatch(text, /<!doctype html>/i);
  }
}

/** As it travels; fetch would take the encoding off, and its header with it. */
function onTheWire(url: string): Promise<{ encoding: string | undefined; bytes: number }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "gzip, br" } }, async (response) => {
      let bytes = 0;
      for await (const chunk of response) bytes += chunk.length;
      resolve({ encoding: response.headers["content-encoding"], bytes });
    }).on("error", reject);
  });
}

const at = (port: number) => `127.0.0.1:${port}`;

/** The server as the image `postgres` makes it from the environment of the service `db`. */
async function asContainerOf(address: string): Promise<void> {
  const { POSTGRES_USER: user, POSTGRES_PASSWORD: password } = file.services.db!.environment!;
  const sql = postgres(`postgres://postgres:postgres@${address}/postgres`, { max: 1 });
  await sql.unsafe(`create role "${user}" login superuser password '${password}'`);
  await sql.end({ timeout: 1 });
}

/** Names of containers as addresses of this machine; every interface becomes the loopback. */
function onThisMachine(
  text: string,
  name: string,
  addresses: Map<string, string>,
  ports: Map<string, number>,
): string {
  let here = text;
  for (const [container, address] of addresses) here = here.replaceAll(container, address);
  return here.replace(/0\.0\.0\.0:\d+/g, at(ports.get(name)!)).replace("0.0.0.0", "127.0.0.1");
}

function processOf(
  name: string,
  { command, environment = {} }: ComposeService,
  port: number,
  here: (name: string, text: string) => string,
) {
  const env = Object.entries(environment).map(([key, value]) =>
    [key, key === "PORT" ? String(port) : here(name, value ?? "")] as const
  );
  return {
    name,
    title: name,
    args: command!.map((arg) => here(name, arg).replace("=/deno-dir", `=${denoDir}`)),
    env: Object.fromEntries(env.filter(([, value]) => value !== "")),
    cwd: Deno.cwd(),
    host: "127.0.0.1",
    port,
    readyPath: "/readyz",
  };
}

async function untilItEnds({ args, env }: ReturnType<typeof processOf>): Promise<void> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, env }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
}

/** Starts each service once those that it waits for are up, as many at once as may be. */
async function inOrder(start: (name: string, service: ComposeService) => Promise<void>) {
  const started = new Map<string, Promise<void>>();
  const run = (name: string): Promise<void> => {
    const service = own.get(name);
    // A store: it is up already.
    if (!service) return Promise.resolve();
    const waitsFor = Object.keys(service.depends_on ?? {});
    const running = started.get(name) ??
      Promise.all(waitsFor.map(run)).then(() => start(name, service));
    started.set(name, running);
    return running;
  };
  await Promise.all([...own.keys()].map(run));
}

const denoDir = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;

async function sampleFile(): Promise<File> {
  const text = await Deno.readFile("deploy/local/sample-contacts.csv");
  return new File([text], "contacts.csv", { type: "text/csv" });
}
