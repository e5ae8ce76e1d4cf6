/** The code of a thread: its own reviews on its own database connection, until it is closed. */
import { connect, EventStore, type Sql } from "@rollcall/event-store";
import { openMasterKey } from "@rollcall/platform/master_key/mod.ts";
import { Reviews } from "../reviews.ts";
import { type Call, type FromThread, toFault, type ToThread } from "./messages.ts";

let sql: Sql | undefined;
let store: EventStore | undefined;
let reviews: Reviews | undefined;

self.onmessage = ({ data }) => take(JSON.parse(data));

async function take(message: ToThread): Promise<void> {
  if ("open" in message) {
    const { databaseUrl, masterKey, cachedRows } = message.open;
    sql = connect(databaseUrl, { name: "rollcall-review-thread", max: 1 });
    store = new EventStore(sql, masterKey && openMasterKey(masterKey));
    reviews = new Reviews(store, cachedRows);
    say({ opened: true });
  } else if ("call" in message) {
    const { id, call } = message;
    await answer(call).then((answer) => say({ id, answer }), (error) => {
      say({ id, fault: toFault(error) });
    });
  } else if ("forget" in message) {
    for (const jobId of message.forget) store?.keyring.forget(jobId);
    reviews?.forget(message.forget);
  } else {
    await sql?.end({ timeout: 1 });
    say({ closed: true });
    self.close();
  }
}

async function answer(call: Call): Promise<unknown> {
  if ("execute" in call) return await reviews!.execute(...call.execute);
  if ("preview" in call) return await reviews!.preview(...call.preview);
  if ("previewRestore" in call) return await reviews!.previewRestore(...call.previewRestore);
  await reviews!.prepare(...call.prepare);
}

function say(message: FromThread): void {
  self.postMessage(JSON.stringify(message));
}
