import assert from "node:assert/strict";
import type { RecordedEvent } from "@rollcall/contracts";
import { newId } from "@rollcall/event-store";
import { storeTest } from "../../tests/harness/event_store.ts";
import { parsedJob, readAll, uploadedJob } from "../../tests/harness/job.ts";
import { JobOwners, opaqueOwner } from "./job_owners.ts";

storeTest(
  "owners: every event of a job is its uploader's, whoever caused it",
  async ({ store }) => {
    const parsed = await parsedJob(store, [["a@x.org", "Ann", "Lee"]], { userId: "berta" });
    const [created] = await readAll(store, parsed.stream) as [RecordedEvent<"JobCreated">];
    const nobodys = { ...parsed, metadata: { ...parsed.metadata, userId: null } };
    const rows = { ...nobodys, type: "RowsParsed", stream: `rows-${created.data.jobId}` };
    for (const event of [nobodys, rows, created]) {
      assert.equal(await new JobOwners(store).of(event), "berta", event.type);
    }
  },
);

storeTest(
  "owners: the store is asked once for a job, never for what tells by itself",
  async ({ store }) => {
    const [created, other] = [
      await uploadedJob(store),
      await parsedJob(store, [["a@x", "A", "B"]]),
    ];
    let asked = 0;
    const owners = new JobOwners({ openedBy: (stream) => (asked++, store.openedBy(stream)) });
    await owners.of(created);
    assert.equal(asked, 0);
    for (let i = 0; i < 3; i++) await owners.of(other);
    assert.equal(asked, 1);
  },
);

storeTest("owners: an event without a job belongs to the user who acted", async ({ store }) => {
  const metadata = { correlationId: "c", causationId: null, userId: "anna", traceparent: null };
  const event = { type: "MappingRemembered", stream: "mapping-1", metadata };
  assert.equal(await new JobOwners(store).of(event), "anna");
  const unknown = { ...event, type: "ParsingStarted", stream: `job-${newId()}` };
  assert.equal(await new JobOwners(store).of(unknown), null);
});

Deno.test("owners: on the bus an owner is a text that SNS accepts, and not an address", () => {
  const group = opaqueOwner("anna@example.com");
  assert.match(group, /^[\w-]{43}$/);
  assert.equal(opaqueOwner("anna@example.com"), group);
  assert.notEqual(opaqueOwner("berta@example.com"), group);
});
