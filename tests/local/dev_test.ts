/** `make dev` as a whole: it starts, it mends itself, it ends without a trace, it starts again. */
import assert from "node:assert/strict";
import { serverOf } from "../../deploy/local/stale_postgres.ts";
import { unlessAway, until } from "../harness/until.ts";
import { freePorts, type Ports, startDev } from "./dev_run.ts";
import { awaitEnd, descendantsOf } from "./process_tree.ts";

const account = { email: "dev@example.com", password: "correct horse battery" };

Deno.test("dev starts everything, mends what is killed, and ends without a trace", async (t) => {
  const step = async (name: string, check: () => Promise<void>) => {
    if (!await t.step(name, check)) throw new Error("the steps after this one stand on it");
  };
  const dir = await Deno.makeTempDir({ prefix: "rollcall-dev-" });
  const variables: Ports = { ...freePorts(), DATA_DIR: dir };
  const api = `http://localhost:${variables.API_PORT}`;

  let run = startDev(variables);
  try {
    await step("everything is ready", async () => {
      await run.until(/^✓ ready in/);
      for (const name of ["gateway", "web", "projection", "postgres", "emulator"]) {
        assert.ok(run.lines.some((line) => line.startsWith(`✓ ${name} is ready`)), name);
      }
      assert.equal((await post(`${api}/auth/register`, account)).status, 201);
    });

    await step("a second one on the same ports is refused in one sentence", async () => {
      const second = startDev(variables);
      assert.equal((await second.status).code, 1);
      assert.equal(second.lines.length, 1);
      assert.match(
        second.lines[0] ?? "",
        new RegExp(`^✗ Port ${variables.API_PORT} for gateway is taken.* set API_PORT `),
      );
    });

    await step("a second one on the same data is refused in one sentence", async () => {
      const second = startDev({ ...freePorts(), DATA_DIR: dir });
      assert.equal((await second.status).code, 1);
      assert.match(second.lines.join("\n"), /^✗ The data folder .* is in use .*set DATA_DIR .*$/);
    });

    await step("a service, the emulator and Postgres come back after kill -9", async () => {
      await kill(await listenerOf(run.pid, variables.IDENTITY_PORT));
      await run.until(/^✗ identity ended \(killed by SIGKILL\), starting it again/);
      await run.until(/^✓ identity is again ready/);
      await kill(await listenerOf(run.pid, variables.EMULATOR_PORT));
      await run.until(/^✓ emulator is again ready/);
      await kill(await serverOf(`${dir}/postgres`));
      await run.until(/^✓ postgres is again ready/);
      const signIn = unlessAway(() => post(`${api}/auth/login`, account));
      await until("the account signs in", signIn, ({ status }) => status === 200);
    });

    await step("Ctrl-C ends every process", async () => {
      const pids = await descendantsOf(run.pid);
      assert.ok(pids.length >= 11, `${pids.length} processes`);
      run.signal("SIGINT");
      assert.equal((await run.status).code, 0);
      assert.deepEqual(await awaitEnd(pids), []);
    });

    await step("the data are there after a restart", async () => {
      run = startDev(variables);
      await run.until(/^✓ ready in/);
      assert.equal((await post(`${api}/auth/login`, account)).status, 200);
    });

    await step(
      "kill -9 of dev itself leaves nothing, and does not spoil the next start",
      async () => {
        const pids = await descendantsOf(run.pid);
        run.signal("SIGKILL");
        await run.status;
        assert.deepEqual(await awaitEnd(pids), []);
        run = startDev(variables);
        await run.until(/^✓ ready in/);
        assert.equal((await post(`${api}/auth/login`, account)).status, 200);
      },
    );

    await step("SIGTERM to the group ends every process", async () => {
      const pids = await descendantsOf(run.pid);
      Deno.kill(-run.pid, "SIGTERM");
      assert.equal((await run.status).code, 0);
      assert.deepEqual(await awaitEnd(pids), []);
    });
  } finally {
    run.signal("SIGTERM");
    await run.status;
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("dev ends with one line where a service is configured wrongly", async () => {
  const dir = await Deno.makeTempDir({ prefix: "rollcall-dev-" });
  const run = startDev({ ...freePorts(), DATA_DIR: dir, MAX_UPLOAD_BYTES: "much" });
  assert.equal((await run.status).code, 1);
  const said = run.lines.join("\n");
  assert.match(said, /MAX_UPLOAD_BYTES is wrong: found "much"/);
  assert.match(said, /its configuration is wrong .*everything stops/);
  await Deno.remove(dir, { recursive: true });
});

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).then(async (response) => {
    await response.body?.cancel();
    return response;
  });
}

/** The descendant whose environment has PORT set to this port: nobody else has it. */
async function listenerOf(pid: number, port: string | undefined): Promise<number | undefined> {
  for (const child of await descendantsOf(pid)) {
    const environment = await Deno.readTextFile(`/proc/${child}/environ`).catch(() => "");
    if (environment.split("\0").includes(`PORT=${port}`)) return child;
  }
}

function kill(pid: number | undefined): void {
  assert.ok(pid, "the process to kill was found");
  Deno.kill(pid, "SIGKILL");
}
