/** The stores come back by themselves, whichever part of them is killed, with what they held. */
import assert from "node:assert/strict";
import { openAccount } from "../../cli/new_account.ts";
import { sampleContacts } from "../../deploy/local/sample.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import { unlessAway, until } from "../harness/until.ts";

Deno.test("a job whose Postgres and emulator are killed on its way still arrives", async () => {
  const { stack, giveBack } = await borrowStack("own-stores");
  const restarts = stack.restarts("postgres");
  const { api, upload } = await openAccount(stack.apiUrl);
  const { text, counts } = sampleContacts();
  const file = new File([text], "contacts.csv", { type: "text/csv" });
  const { id } = await upload(file);

  await Promise.all([stack.kill("postgres"), stack.kill("emulator")]);
  await Promise.all([stack.ready("postgres"), stack.ready("emulator")]);

  const isDone = ({ status }: { status: string }) => status === "NEEDS_REVIEW";
  const job = await until("the job arrives", unlessAway(() => api.job(id)), isDone);
  assert.equal(job.total_rows, counts.rows);
  const found = Object.entries(job.issue_counts).map(([type, { total }]) => [type, total]);
  assert.deepEqual(Object.fromEntries(found), counts.issues);
  assert.equal(stack.restarts("postgres"), restarts + 1);
  giveBack();
});
