import assert from "node:assert/strict";
import { FilePreview } from "@rollcall/contracts/api";
import { newId } from "@rollcall/event-store";
import { mappingStreamOf } from "@rollcall/platform/remembered_mapping.ts";
import { metadata, uploadedJob } from "../../tests/harness/job.ts";
import { anna, berta, uploadTest, type World } from "./testing/world.ts";

async function preview(
  { app }: World,
  form: FormData,
  token = anna,
): Promise<{ status: number; body: FilePreview }> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await app().request("/jobs/preview", { method: "POST", body: form, headers });
  return { status: response.status, body: await response.json() };
}

function form(content: string, fields: Record<string, string> = {}, name = "people.csv") {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set("file", new File([content], name, { type: "text/csv" }));
  return form;
}

uploadTest("a preview tells how a file would be read, and stores nothing", async (world) => {
  const { status, body } = await preview(world, form("Mail;Vorname\na@x.org;Ann\n"));
  assert.equal(status, 200);
  const read = FilePreview.parse(body);
  assert.deepEqual(read.mapping, { email: "Mail", first_name: "Vorname" });
  assert.equal(read.delimiter, ";");
  assert.equal(read.problem, null);
  assert.deepEqual(await world.stored(), []);
  const [count] = await world.sql`select count(*)::int as n from event_store.event`;
  assert.equal(count?.n, 0);
});

uploadTest("a preview uses a person's own last mapping of the same headers", async (world) => {
  const headers = ["x", "y"];
  await world.store.append([{
    stream: mappingStreamOf("anna", headers),
    expectedVersion: 0,
    events: [{
      id: newId(),
      type: "MappingRemembered",
      data: { jobId: newId(), userId: "anna", columns: { email: 1, first_name: 0 } },
      personal: null,
      metadata,
    }],
  }]);
  const file = form("x,y\nAnn,a@x.org\n");
  const mine = await preview(world, file);
  assert.equal(mine.body.remembered, true);
  assert.deepEqual(mine.body.mapping, { email: "y", first_name: "x" });
  const hers = await preview(world, file, berta);
  assert.equal(hers.body.remembered, false);
  // What stands below the headers is all that she is told by.
  assert.deepEqual(hers.body.mapping, { email: "y" });
  const asked = await preview(world, form("x,y\nAnn,a@x.org\n", { mapping: '{"email":"x"}' }));
  assert.deepEqual([asked.body.remembered, asked.body.mapping], [false, { email: "x" }]);
});

uploadTest(
  "a preview offers what was said of columns before, as long as that job is kept",
  async (world) => {
    const text = "Mail,Tier,Fax,Since\na@x.org,gold,1,2020\n";
    const treated = { name: null, type: null, choices: [] };
    const { data: { jobId } } = await uploadedJob(world.store, {
      columns: [
        {
          ...treated,
          header: "Tier",
          kept: true,
          name: "Level",
          type: "choice",
          choices: ["gold"],
        },
        { ...treated, header: "Fax", kept: false },
        { ...treated, header: "Since", kept: true },
      ],
    });
    await world.store.append([{
      stream: mappingStreamOf("anna", ["Mail", "Tier", "Fax", "Since"]),
      expectedVersion: 0,
      events: [{
        id: newId(),
        type: "MappingRemembered",
        data: { jobId, userId: "anna", columns: { email: 0 } },
        personal: null,
        metadata,
      }],
    }]);
    const offered = async (fields: Record<string, string> = {}, token = anna) => {
      const { columns } = FilePreview.parse((await preview(world, form(text, fields), token)).body);
      return columns.map(({ remembered }) => remembered);
    };
    assert.deepEqual(await offered(), [
      undefined,
      { name: "Level", type: "choice", choices: ["gold"] },
      { import: false },
      undefined,
    ]);
    const nothing = [undefined, undefined, undefined, undefined];
    assert.deepEqual(await offered({}, berta), nothing);
    assert.deepEqual(await offered({ mapping: '{"email":"Mail"}' }), nothing);
    assert.deepEqual(await offered({ columns: '[{"header":"Tier","type":"text"}]' }), nothing);
    await world.store.keyring.erase(jobId);
    assert.deepEqual(await offered(), nothing, "it goes with the job that it was sealed with");
  },
);

uploadTest("what /jobs refuses, a preview refuses the same way", async (world) => {
  const refused: [FormData, number, string][] = [
    [form("a", {}, "people.pdf"), 415, "UNSUPPORTED_FILE_TYPE"],
    [form(""), 422, "EMPTY_FILE"],
    [form("x".repeat(world.parts.maxBytes + 1)), 413, "FILE_TOO_LARGE"],
    [form("a", { delimiter: "!" }), 422, "VALIDATION_FAILED"],
    [form("a", { partial: "!" }), 422, "VALIDATION_FAILED"],
  ];
  for (const [file, status, code] of refused) {
    const answer = await preview(world, file);
    assert.deepEqual([answer.status, (answer.body as unknown as { code: string }).code], [
      status,
      code,
    ]);
  }
  const unknown = await preview(world, form("email\na@x.org\n"), "nonsense");
  assert.equal(unknown.status, 401);
});

uploadTest(
  "whoever has all of his previews under way is told so, and others go on",
  async (world) => {
    const app = world.app();
    const open = Array.from({ length: world.parts.perUser.previews }, () => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const answer = app.request("/jobs/preview", {
        method: "POST",
        body: readable,
        headers: {
          authorization: `Bearer ${anna}`,
          "content-type": "multipart/form-data; boundary=XX",
        },
      });
      return { writer: writable.getWriter(), answer };
    });
    const ask = (token: string) =>
      app.request("/jobs/preview", {
        method: "POST",
        body: form("email\na@x.org\n"),
        headers: { authorization: `Bearer ${token}` },
      });
    assert.equal((await ask(anna)).status, 200, "headers alone take no place");
    await Promise.all(open.map(({ writer }) => writer.write(new TextEncoder().encode("--XX\r\n"))));
    const late = await ask(anna);
    assert.equal(late.status, 429);
    assert.equal(late.headers.get("retry-after"), "5");
    const { code, detail } = await late.json();
    assert.equal(code, "PREVIEWS_AT_ONCE");
    assert.match(detail, /^You have 2 previews under way, which is the most at once\. Try again/);
    assert.equal((await ask(berta)).status, 200);
    await Promise.all(open.map(({ writer }) => writer.close()));
    for (const { answer } of open) assert.equal((await answer).status, 400);
    assert.equal((await ask(anna)).status, 200);
  },
);
