/** Threads as they are: what comes back of faults, and that nothing of them reaches the process. */
import assert from "node:assert/strict";
import { isUnavailable } from "@rollcall/platform/unavailable.ts";
import { newId } from "@rollcall/event-store";
import { toError, toFault } from "./messages.ts";
import { Thread } from "./thread.ts";

const call = {
  preview: [newId(), "anna", {
    type: "resolve by rule",
    issueType: "EMAIL_TYPO",
    rule: "keep",
    batchId: newId(),
  }],
} as const;
const preview = () => ({ preview: [...call.preview] as [string, string, never] });

Deno.test("thread: a database that is away is that for the caller too", async () => {
  const thread = new Thread({ databaseUrl: "postgres://u:p@127.0.0.1:1/none", cachedRows: 1 });
  await thread.opened;
  // Told between two calls, and no end of the thread.
  thread.forget([newId()]);
  const error = await thread.call(preview()).then(() => undefined, (error) => error);
  assert.ok(isUnavailable(error), String(error));
  await thread.close();
  await assert.rejects(thread.call(preview()), /has ended/);
});

Deno.test("thread: one that breaks down rejects what it has in hand, and the process goes on", async () => {
  const thread = new Thread({ databaseUrl: "no URL at all", cachedRows: 1 });
  await assert.rejects(thread.opened, /a thread of the review service ended/);
  await thread.ended;
  await assert.rejects(thread.call(preview()), /has ended/);
});

Deno.test("thread: an error keeps its name, its code and its cause on the way", () => {
  const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  const error = new TypeError("no answer", { cause });
  const back = toError(JSON.parse(JSON.stringify(toFault(error))));
  assert.deepEqual([back.name, back.message, back.stack], ["TypeError", "no answer", error.stack]);
  assert.equal((back.cause as { code?: string }).code, "ECONNREFUSED");
  assert.deepEqual([isUnavailable(error), isUnavailable(back)], [true, true]);
  assert.equal(toFault("thrown text").message, "thrown text");
});
