/**
 * `make parity`: the same code against emulators of AWS that were not chosen for it. Each of them
 * comes from PyPI into a virtual environment below .data; nothing but AWS_ENDPOINT_URL changes, and
 * then the tests that talk to SNS, SQS and S3 run as they do against the default one.
 *
 *     make parity                       all of them
 *     make parity ARGS="moto"           one
 *     make parity ARGS="moto platform/bus"   with some of the tests
 */
import { resolve } from "node:path";
import { freePort } from "../../deploy/local/ports.ts";
import { startInfrastructure } from "../runner/infrastructure.ts";
import { emulators, type OtherEmulator } from "./emulators.ts";
import { suite } from "./suite.ts";

const START_MS = 30_000;
const folder = resolve(".data/parity");
const paths = Deno.args.filter((arg) => arg.includes("/"));
const wanted = Deno.args.filter((arg) => !arg.includes("/"));
const chosen = emulators.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (chosen.length === 0) {
  console.error(`no such emulator: choose among ${emulators.map(({ name }) => name).join(", ")}`);
  Deno.exit(2);
}

await makeEnvironment();
const infrastructure = await startInfrastructure();
const failed: string[] = [];
try {
  for (const emulator of chosen) {
    console.log(`\n== ${emulator.name} ${emulator.version}`);
    if (!await runWith(emulator)) failed.push(emulator.name);
  }
} finally {
  await infrastructure.stop();
}
console.log(
  failed.length
    ? `\nfailed with ${failed.join(" and ")}`
    : `\nthe suite passes with ${chosen.map(({ name }) => name).join(" and ")}`,
);
Deno.exit(failed.length ? 1 : 0);

/** Installs once what is missing: pip says in a moment that all is there. */
async function makeEnvironment(): Promise<void> {
  const python = `${folder}/bin/python`;
  const isThere = await Deno.stat(python).then(() => true, () => false);
  if (!isThere) await run("python3", ["-m", "venv", folder]);
  const packages = chosen.map(({ package: name, version }) => `${name}==${version}`);
  await run(python, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    ...packages,
  ]);
}

async function runWith({ command, env, health, suiteFor }: OtherEmulator): Promise<boolean> {
  const port = freePort();
  const [program, ...args] = command(port);
  const process = new Deno.Command(`${folder}/bin/${program}`, {
    args,
    env: env(port),
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    await untilUp(endpoint + health);
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "tests/run.ts", ...(paths.length ? paths : suiteFor(suite))],
      env: { ...infrastructure.env, ROLLCALL_TEST_AWS_ENDPOINT: endpoint },
      stdin: "null",
    }).spawn().status;
    return code === 0;
  } finally {
    process.kill("SIGTERM");
    await process.status;
  }
}

async function untilUp(url: string): Promise<void> {
  for (const until = Date.now() + START_MS;;) {
    const isUp = await fetch(url).then(async (response) => {
      await response.body?.cancel();
      return response.status < 500;
    }, () => false);
    if (isUp) return;
    if (Date.now() > until) throw new Error(`the emulator did not answer at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function run(program: string, args: string[]): Promise<void> {
  const { success } = await new Deno.Command(program, {
    args,
    stdout: "inherit",
    stderr: "inherit",
  })
    .output().catch(() => ({ success: false }));
  if (success) return;
  console.error(
    `${program} ${args.join(" ")} failed: parity needs Python 3.10 or newer with venv.`,
  );
  Deno.exit(2);
}
