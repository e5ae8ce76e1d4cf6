/**
 * `deno task replay` as a process: reads its arguments, the two database URLs and the master
 * key, and nothing else.
 * Exit code 0: done; 1: the new read models differ, or a fault; 2: refused, with a reason.
 */
import { connect, EventStore, followErasures, type Sql } from "@rollcall/event-store";
import { openMasterKey } from "@rollcall/platform/master_key/mod.ts";
import { readConfig } from "@rollcall/platform/config.ts";
import { safeMessage } from "@rollcall/platform/loggable_error.ts";
import { fieldsOf } from "@rollcall/platform/config_fields.ts";
import { prepareReadModels } from "../schema/prepare.ts";
import { readCommand, type ReplayCommand, usage } from "./command.ts";
import { discard } from "./discard.ts";
import { type ReplayLock, takeReplayLock } from "./lock.ts";
import { ReplayProgress } from "./progress.ts";
import { replay } from "./replay.ts";
import { rollback } from "./rollback.ts";
import { statusLines } from "./status.ts";
import type { ReplayOutcome } from "./steps.ts";

const command = readCommand(Deno.args);
if (!command) {
  console.error(`${Deno.args.join(" ")} is none of these:\n${usage}`);
  Deno.exit(2);
}
const config = readConfig({
  ...fieldsOf.database,
  DATABASE_OWNER_URL: fieldsOf.database.DATABASE_URL,
  ...fieldsOf["master key"],
});
Deno.exit(
  await run(command).catch((error) => {
    console.error(`the replay broke off: ${safeMessage(error)}`);
    return 1;
  }),
);

async function run(command: ReplayCommand): Promise<number> {
  const sql = connect(config.DATABASE_URL, { name: "rollcall-replay", max: 4 });
  const owner = connect(config.DATABASE_OWNER_URL, { name: "rollcall-replay-owner", max: 3 });
  try {
    await prepareReadModels(sql, config.DATABASE_OWNER_URL);
    const store = new EventStore(sql, openMasterKey(config));
    if (command.command === "status") return say(0, ...await statusLines(store));
    const lock = await takeReplayLock(config.DATABASE_OWNER_URL);
    if (!lock) {
      return say(2, "another replay is at work on this database: let it end, then run this again");
    }
    const following = await followErasures(store);
    return await obey(command, { store, owner, lock }).finally(async () => {
      await Promise.all([following.stop(), lock.release()]);
    });
  } finally {
    await Promise.all([sql.end({ timeout: 1 }), owner.end({ timeout: 1 })]);
  }
}

interface Tools {
  store: EventStore;
  owner: Sql;
  lock: ReplayLock;
}

async function obey(command: ReplayCommand, { store, owner, lock }: Tools): Promise<number> {
  const { tell } = new ReplayProgress(screen());
  const options = { store, owner, tell, check: lock.check };
  switch (command.command) {
    case "replay":
      return tellOutcome(await replay({ ...options, number: command.number }));
    case "rollback":
      return tellOutcome(await rollback(options));
    case "discard": {
      const result = await discard(owner, command.number);
      if ("refused" in result) return say(2, result.refused);
      return say(0, `generation ${result.discarded} was discarded`);
    }
    case "status":
      return 0;
  }
}

function tellOutcome(outcome: ReplayOutcome): number {
  switch (outcome.outcome) {
    case "live":
      return 0;
    case "refused":
      return say(2, outcome.sentence);
    case "differs":
      return say(
        1,
        `generation ${outcome.generation} was not made live: it differs as said above; ` +
          `\`deno task replay --discard=${outcome.generation}\` removes it. Where the new rows are ` +
          "right and the live ones wrong, raise GENERATION and replay again: then sampled folds decide",
      );
  }
}

function screen() {
  const encoder = new TextEncoder();
  return {
    isTerminal: Deno.stdout.isTerminal(),
    write: (text: string) => void Deno.stdout.writeSync(encoder.encode(text)),
    now: () => performance.now(),
  };
}

function say(code: number, ...lines: string[]): number {
  for (const line of lines) (code === 0 ? console.log : console.error)(line);
  return code;
}
