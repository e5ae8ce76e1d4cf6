/**
 * `deno task dlq`: lists and redrives dead letters.
 *
 *     deno task dlq list                  counts, messages, and jobs set aside without a message
 *     deno task dlq show ID               one message, whole, or why a job was set aside
 *     deno task dlq redrive [ID …]        retries these messages and jobs, all if none is named
 *     deno task dlq redrive --job JOB_ID  the same for one job; exits with 1 if it is not set aside
 */
import { connect, EventStore } from "@rollcall/event-store";
import { ensureTopology, openBus } from "@rollcall/platform/bus/mod.ts";
import { readConfig } from "@rollcall/platform/config.ts";
import { toolShapeOf } from "@rollcall/platform/config_fields.ts";
import { DeadLetterCommands } from "./dead_letter_commands.ts";

const USAGE = "usage: dlq list | dlq show ID | dlq redrive [ID …] | dlq redrive --job JOB_ID";

const [command, ...args] = Deno.args;
if (!["list", "show", "redrive"].includes(command ?? "")) {
  console.error(USAGE);
  Deno.exit(2);
}
const config = readConfig(toolShapeOf("dlq"));
const sql = connect(config.DATABASE_URL, { name: "rollcall-dlq", max: 2 });
const bus = openBus(config);
const commands = new DeadLetterCommands(
  new EventStore(sql, "none"),
  bus,
  await ensureTopology(bus, config),
);
let found = true;

if (command === "list") {
  for (const line of await commands.list()) console.log(line);
} else if (command === "show") {
  const text = await commands.show(args[0] ?? "");
  found = text !== undefined;
  console.log(text ?? `${args[0]}: neither a message in a dead-letter queue nor a job set aside`);
} else if (args[0] === "--job") {
  found = await commands.retry(args[1] ?? "");
  console.log(found ? `job ${args[1]} will be retried` : `job ${args[1]} is not set aside`);
} else {
  for await (const line of commands.redrive(args)) console.log(line);
}
bus.close();
await sql.end({ timeout: 2 });
Deno.exit(found ? 0 : 1);
