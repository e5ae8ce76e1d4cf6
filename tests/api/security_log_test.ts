/** Who did what is noted by every service, and tells nothing of anybody's rows. */
import assert from "node:assert/strict";
import { connect } from "@rollcall/event-store";
import { adminCommand } from "../harness/operator.ts";
import { sharedStack } from "../harness/shared_stack.ts";
import { until } from "../harness/until.ts";
import { ApiClient } from "./client.ts";

const FILE = `email,first name,last name
marked-a@example.com,Markedann,Lee
marked-a@example.com,Markedbob,Ray
marked-c@example.com,Markedcyd,Fox
`;

interface Noted {
  id: string;
  action: string;
  actor: string;
  address: string | null;
  request_id: string | null;
  job_id: string | null;
}

Deno.test("who did what is in the log of its user, and nothing of the rows", async () => {
  const stack = sharedStack();
  const [ann, bob] = [
    await ApiClient.register(stack.apiUrl),
    await ApiClient.register(stack.apiUrl),
  ];
  const { id } = await ann.import(FILE);
  for (let i = 0; i < 3; i++) await ann.rows(id);
  await ann.issues(id);
  await ann.post(`/jobs/${id}/resolve/preview`, { type: "DUPLICATE_EMAIL", rule: "first" });
  await ann.post(`/jobs/${id}/resolve`, { type: "DUPLICATE_EMAIL", rule: "first" });
  await ann.post(`/jobs/${id}/finalize`);
  await ann.until(id, ({ status }) => status === "COMPLETED");
  const headers = { "x-request-id": "a-download" };
  assert.equal((await ann.call(`/jobs/${id}/contacts.csv`, { headers })).status, 200);
  assert.equal((await ann.call(`/jobs/${id}/contacts.csv?check=true`)).status, 204);
  assert.equal((await ann.call(`/jobs/${id}/rejected.csv`)).status, 200);
  assert.equal((await bob.call(`/jobs/${id}/rows`)).status, 404);
  assert.equal((await ann.call(`/jobs/${id}`, { method: "DELETE" })).status, 200);

  const of = async (who: ApiClient) => await who.get<Noted[]>("/me/security-log");
  const expected = [
    ...["job_deleted", "rejected_downloaded", "list_downloaded", "rows_viewed"],
    ...["job_opened", "registered"],
  ];
  const log = await until("all of it is written", () => of(ann), (some) => {
    // The projection's view and the review's have the same moment.
    return some.length >= expected.length;
  });
  assert.deepEqual(log.map(({ action }) => action).sort(), expected.toSorted());
  for (const { action, job_id, address, actor } of log) {
    assert.equal(job_id, action === "registered" ? null : id, action);
    assert.deepEqual([actor, address === null], ["user", false], action);
  }
  const download = log.find(({ action }) => action === "list_downloaded");
  assert.equal(download!.request_id, "a-download");
  assert.deepEqual((await of(bob)).map(({ action }) => action), ["registered"]);

  const { code, said } = await adminCommand(stack, "log", ann.userId);
  assert.equal(code, 0, said);
  assert.match(said, new RegExp(`"user_id":"${ann.userId}","action":"list_downloaded"`));
  const sql = connect(stack.ownerUrl, { name: "test", max: 1 });
  const rows = await sql<{ text: string }[]>`select e::text as text from security.entry e`;
  await sql.end();
  assert.ok(rows.length > log.length);
  assert.deepEqual(rows.filter(({ text }) => /marked|@example\.com/i.test(text)), []);
});
