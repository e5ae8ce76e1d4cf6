/**
 * `deno task dlq`: what lies in the dead-letter queues, and the way out of them.
 *
 *     deno task dlq list                       counts, messages and the jobs that wait
 *     deno task dlq show MESSAGE_ID            one message, whole
 *     deno task dlq redrive [MESSAGE_ID …]     sends them on again, all where none is named
 *     deno task dlq redrive --job JOB_ID       the same for a job that was set aside
 */
import { connect, EventStore } from "@rollcall/event-store";
import { busFields, ensureTopology, openBus } from "@rollcall/runtime/bus/mod.ts";
import { readConfig } from "@rollcall/runtime/config.ts";
import { databaseFields } from "@rollcall/runtime/config_fields.ts";
import { DeadLetterDesk } from "./dead_letter_desk.ts";

const usage = "usage: dlq list | dlq show MESSAGE_ID | dlq redrive [MESSAGE_ID …] [--job JOB_ID]";

const [command, ...args] = Deno.args;
if (!["list", "show", "redrive"].includes(command ?? "")) {
  console.error(usage);
  Deno.exit(2);
}
const config = readConfig({ ...databaseFields, ...busFields });
const sql = connect(config.DATABASE_URL, { name: "rollcall-dlq", max: 2 });
const bus = openBus(config);
const desk = new DeadLetterDesk(new EventStore(sql), bus, await ensureTopology(bus, config));
let found = true;

if (command === "list") {
  for (const line of await desk.list()) console.log(line);
} else if (command === "show") {
  const text = await desk.show(args[0] ?? "");
  found = text !== undefined;
  console.log(text ?? `no dead-letter queue holds a message ${args[0]}`);
} else if (args[0] === "--job") {
  found = await desk.retry(args[1] ?? "");
  console.log(found ? `job ${args[1]} goes on` : `job ${args[1]} is not set aside`);
} else {
  for await (const line of desk.redrive(args)) console.log(line);
}
bus.close();
await sql.end({ timeout: 2 });
Deno.exit(found ? 0 : 1);
