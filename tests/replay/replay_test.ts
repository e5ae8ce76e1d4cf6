/**
 * `deno task replay` as an operator runs it, against a whole running stack (promise 7): a process
 * that may reach Postgres and nothing else, killed in the middle and started again.
 */
import assert from "node:assert/strict";
import { connect, transaction } from "@rollcall/event-store";
import type { Job } from "@rollcall/contracts/api";
import { replayProcess } from "../../deploy/local/replay_process.ts";
import { ApiClient } from "../api/client.ts";
import { contactsCsv } from "../bench/contacts.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import { stackMasterKey } from "../harness/stack_store.ts";
import type { TestStack } from "../harness/stack.ts";
import { GENERATION, schemaOf } from "../../services/projection/schema/generation.ts";
import { scaled } from "../harness/deadline.ts";
import { until } from "../harness/until.ts";
import { within } from "../harness/within.ts";

/** The generation that a new database has, and the one that its first replay builds. */
const first = GENERATION, next = GENERATION + 1;
const FILE = contactsCsv(2_000);
const HELD_MS = 5 * 60_000;

Deno.test("replay: a running stack is rebuilt, swapped and rolled back", async (t) => {
  // Not given back: its last step leaves it without a projection.
  const { stack } = await borrowStack("own-stores");
  const owner = connect(stack.ownerUrl, { name: "test-owner", max: 2 });
  try {
    const client = await ApiClient.register(stack.apiUrl);
    const job = await client.atRest((await client.upload(FILE)).body.id);

    await t.step("killed with SIGKILL it lets go, and goes on where it was", async () => {
      const live = await holdLive(owner);
      const first = start(stack, []);
      await until("the replay waits for the live generation", async () => await waiting(owner) > 0);

      const second = await finish(start(stack, []));
      assert.equal(second.code, 2, second.text);
      assert.match(second.text, /^another replay is at work on this database: .*\n$/);

      first.kill("SIGKILL");
      await first.status;
      await live.release();
      const again = await finish(start(stack, []));
      assert.equal(again.code, 0, again.text);
      assert.match(again.text, new RegExp(`generation ${next} goes on from [\\d,]+\n`));
      assert.match(again.text, /sampled jobs folded again: equal\n/);
      assert.match(
        again.text,
        new RegExp(`generation ${next} is live at [\\d,]+; the swap held the old one for`),
      );
      assert.deepEqual(await client.get<Job>(`/jobs/${job.id}`), job);
    });

    await t.step("jobs go through on the new generation, and back on the old one", async () => {
      const later = await client.atRest((await client.upload(FILE)).body.id);
      assert.equal(later.total_rows, 2_000);
      const back = await finish(start(stack, ["--rollback"]));
      assert.equal(back.code, 0, back.text);
      assert.deepEqual(await client.get<Job>(`/jobs/${later.id}`), later);
      const last = await client.atRest((await client.upload(FILE)).body.id);
      assert.equal(last.total_rows, 2_000);

      const status = await finish(startTask(stack, "--status"));
      assert.match(
        status.text,
        new RegExp(`generation ${first} · live · .*\ngeneration ${next} · retired · `),
      );
      const discarded = await finish(start(stack, ["--discard"]));
      assert.equal(discarded.text, `generation ${next} was discarded\n`);
    });

    await t.step("a fold changed under its number does not start, and says why", async () => {
      await owner`update read_models.generation set fingerprint = 'abc' where state = 'live'`;
      await stack.kill("projection");
      const said = () => stack.output("projection").join("\n");
      await until(
        "the projection has given up",
        () => Promise.resolve(said().includes("(exit code 2)")),
      );
      const sentence = new RegExp(
        `unchanged number: generation ${first} was built by fold ${first} \\(abc\\), this code is`,
      );
      assert.match(said(), sentence);
      const refused = await finish(start(stack, []));
      assert.equal(refused.code, 2);
      assert.match(refused.text, sentence);
    });
  } finally {
    await owner.end({ timeout: 1 });
  }
});

/** The environment has all that a person of this stack has, the bus too; it is not handed on. */
function start(stack: TestStack, args: string[]): Deno.ChildProcess {
  const process = replayProcess(Deno.cwd(), {
    ...stack.variables,
    AWS_ENDPOINT_URL: stack.awsEndpoint,
    DATABASE_URL: stack.databaseUrls.projection,
    DATABASE_OWNER_URL: stack.ownerUrl,
  }, args);
  const home = Object.fromEntries(
    ["PATH", "HOME", "DENO_DIR"].flatMap((name) => {
      const value = Deno.env.get(name);
      return value ? [[name, value]] : [];
    }),
  );
  return new Deno.Command(Deno.execPath(), {
    args: process.args,
    clearEnv: true,
    env: { ...home, ...process.env },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** As `deno task replay` starts it. */
function startTask(stack: TestStack, arg: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "deploy/local/replay.ts", arg],
    env: {
      DATABASE_URL: stack.databaseUrls.projection,
      DATABASE_OWNER_URL: stack.ownerUrl,
      MASTER_KEY: stackMasterKey(stack),
      AWS_ENDPOINT_URL: stack.awsEndpoint,
    },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function finish(child: Deno.ChildProcess): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await within(60_000, child.output());
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

type Owner = ReturnType<typeof connect>;

/** Holds the live generation's checkpoint, as a batch that takes long does. */
/** For as long as it takes: processes start meanwhile, and a machine may be slow. */
async function holdLive(owner: Owner): Promise<{ release(): Promise<void> }> {
  const held = Promise.withResolvers<void>(), released = Promise.withResolvers<void>();
  const holding = transaction(owner, async (tx) => {
    await tx`set local idle_in_transaction_session_timeout = 0`;
    await tx`
      select 1 from event_store.checkpoint where subscription = ${schemaOf(first)} for update`;
    held.resolve();
    await released.promise;
  }, { deadlineMs: scaled(HELD_MS) });
  // Where a step fails before it lets go, that is what has to be told.
  holding.catch(held.reject);
  await held.promise;
  return {
    release: async () => {
      released.resolve();
      await holding;
    },
  };
}

/** How many of the replay's connections wait for a lock. */
async function waiting(owner: Owner): Promise<number> {
  const rows = await owner`
    select 1 from pg_stat_activity
     where application_name = 'rollcall-replay-owner' and wait_event_type = 'Lock'
       and datname = current_database()`;
  return rows.length;
}
