/** The stores come back by themselves, whichever part of them is killed, with what they held. */
import assert from "node:assert/strict";
import { openAccount } from "../../deploy/local/demo_client.ts";
import { sampleContacts } from "../../deploy/local/sample.ts";
import { startStack } from "../harness/stack.ts";

Deno.test("a job whose Postgres and emulator are killed on its way still arrives", async () => {
  const stack = await startStack({ stores: "own" });
  try {
    const { api, upload } = await openAccount(stack.apiUrl);
    const { text, counts } = sampleContacts();
    const file = new File([text], "contacts.csv", { type: "text/csv" });
    const { id } = await upload(file);

    await Promise.all([stack.kill("postgres"), stack.kill("emulator")]);
    await Promise.all([stack.ready("postgres"), stack.ready("emulator")]);

    const job = await eventually(async () => {
      const found = await api.job(id);
      if (found.status === "NEEDS_REVIEW") return found;
      throw new Error(`the job is ${found.status}`);
    });
    assert.equal(job.total_rows, counts.rows);
    const found = Object.entries(job.issue_counts).map(([type, { total }]) => [type, total]);
    assert.deepEqual(Object.fromEntries(found), counts.issues);
    assert.equal(stack.restarts("postgres"), 1);
  } catch (error) {
    for (const name of ["relay", "parsing", "dedupe", "projection"]) {
      console.error(`${name}:\n  ${stack.output(name).slice(-15).join("\n  ")}`);
    }
    throw error;
  } finally {
    await stack.close();
  }
});

/** The first answer that there is; while the stores are away, calls are refused. */
async function eventually<T>(look: () => Promise<T>, withinMs = 60_000): Promise<T> {
  const until = Date.now() + withinMs;
  while (true) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
