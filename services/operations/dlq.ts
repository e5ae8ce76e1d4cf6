/**
 * `deno task dlq`: lists and redrives dead letters.
 *
 *     deno task dlq list                       counts, messages and the jobs that wait
 *     deno task dlq show MESSAGE_ID            one message, whole
 *     deno task dlq redrive [MESSAGE_ID …]     sends them on again, all where none is named
 *     deno task dlq redrive --job JOB_ID       the same for a job that was set aside
 */
import { connect, EventStore } from "@rollcall/event-store";
import { ensureTopology, openBus } from "@rollcall/platform/bus/mod.ts";
import { readConfig } from "@rollcall/platform/config.ts";
import { toolShapeOf } from "@rollcall/platform/config_fields.ts";
import { DeadLetterCommands } from "./dead_letter_commands.ts";

const USAGE = "usage: dlq list | dlq show MESSAGE_ID | dlq redrive [MESSAGE_ID …] [--job JOB_ID]";

const [command, ...args] = Deno.args;
if (!["list", "show", "redrive"].includes(command ?? "")) {
  console.error(USAGE);
  Deno.exit(2);
}
const config = readConfig(toolShapeOf("dlq"));
const sql = connect(config.DATABASE_URL, { name: "rollcall-dlq", max: 2 });
const bus = openBus(config);
const commands = new DeadLetterCommands(
  new EventStore(sql),
  bus,
  await ensureTopology(bus, config),
);
let found = true;

if (command === "list") {
  for (const line of await commands.list()) console.log(line);
} else if (command === "show") {
  const text = await commands.show(args[0] ?? "");
  found = text !== undefined;
  console.log(text ?? `no dead-letter queue holds a message ${args[0]}`);
} else if (args[0] === "--job") {
  found = await commands.retry(args[1] ?? "");
  console.log(found ? `job ${args[1]} will be retried` : `job ${args[1]} is not set aside`);
} else {
  for await (const line of commands.redrive(args)) console.log(line);
}
bus.close();
await sql.end({ timeout: 2 });
Deno.exit(found ? 0 : 1);
