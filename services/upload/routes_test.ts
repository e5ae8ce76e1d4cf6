import assert from "node:assert/strict";
import { jobStream } from "@rollcall/contracts";
import { Job } from "@rollcall/contracts/api";
import { connect, EventStore, newId, type Sql } from "@rollcall/event-store";
import { openObjectStore } from "@rollcall/platform/object_store.ts";
import { uploadApp } from "./routes.ts";
import { anna, berta, plenty, send, settings, uploadTest } from "./testing/world.ts";

function csv(content: string | Uint8Array<ArrayBuffer>, mapping?: Record<string, string>) {
  const form = new FormData();
  form.set("file", new File([content], "people.csv", { type: "text/csv" }));
  if (mapping) form.set("mapping", JSON.stringify(mapping));
  return form;
}

/** Somebody else is always first. */
class Contested extends EventStore {
  override appendIn(...[, [request]]: Parameters<EventStore["appendIn"]>) {
    const { stream, expectedVersion } = request!;
    return Promise.resolve({ outcome: "conflict" as const, stream, version: expectedVersion + 1 });
  }
}

const count = async (sql: Sql, table: "event_store.event" | "keyring.job_key") =>
  (await sql`select count(*)::int as n from ${sql(table)}`)[0]?.n;

uploadTest("a file becomes an object and a job", async ({ upload, stored, store }) => {
  const response = await upload(csv("email\na@example.com\n", { email: "email" }));
  assert.equal(response.status, 201);
  const job = Job.parse(await response.json());
  assert.equal(response.headers.get("location"), `/jobs/${job.id}`);
  const [files, bytes] = [plenty.filesInWork, plenty.bytesKept];
  const told = `"files-in-work";r=${files - 1}, "bytes-kept";r=${bytes - 20}`;
  assert.equal(response.headers.get("ratelimit"), told);
  assert.equal(
    response.headers.get("ratelimit-policy"),
    `"files-in-work";q=${files}, "bytes-kept";q=${bytes};qu="content-bytes"`,
  );
  assert.equal(job.status, "PENDING");
  assert.equal(job.original_filename, "people.csv");
  assert.equal(job.size_bytes, 20);
  assert.deepEqual(job.mapping, { email: "email" });
  assert.deepEqual(await stored(), [`uploads/uanna/job-${job.id}.csv`]);

  const events = await Array.fromAsync(store.readStream(jobStream(job.id)));
  assert.deepEqual(events.map(({ type, version }) => [type, version]), [["JobCreated", 1]]);
  assert.equal(events[0]?.position, job.version);
  assert.equal(events[0]?.metadata.userId, "anna");
});

uploadTest("a file's name has nothing that reverses its order", async ({ upload }) => {
  const form = new FormData();
  form.set("file", new File(["email\na@example.com\n"], "invoice\u202e\u2066fdp.csv"));
  const job = Job.parse(await (await upload(form)).json());
  assert.equal(job.original_filename, "invoicefdp.csv");
});

uploadTest("a workbook keeps its name's ending, and how it is to be read", async (world) => {
  const form = new FormData();
  form.set("file", new File(["PK\x03\x04…"], "People.XLSX"));
  for (const [name, value] of Object.entries({ sheet: "Two", header_row: "4", region: "DE" })) {
    form.set(name, value);
  }
  form.set("fold_gmail", "true");
  form.set("mapping", '{"email":"Mail","phone":null}');
  form.set("columns", '[{"header":"Fax","import":false}]');
  const response = await world.upload(form);
  const job = Job.parse(await response.json());
  assert.deepEqual(await world.stored(), [`uploads/uanna/job-${job.id}.xlsx`]);
  assert.equal(job.format, "xlsx");
  assert.deepEqual([job.sheet, job.header_row, job.region, job.fold_gmail], ["Two", 4, "DE", true]);
  assert.deepEqual(job.mapping, { email: "Mail" });
  const [created] = await Array.fromAsync(world.store.readStream(jobStream(job.id)));
  assert(created?.type === "JobCreated");
  assert.deepEqual(created.personal?.mapping, { email: "Mail", phone: null });
  assert.equal(created.personal?.sheet, "Two");
  assert.deepEqual(created.personal?.columns.map(({ header, kept }) => [header, kept]), [[
    "Fax",
    false,
  ]]);
  assert.deepEqual(job.left_out_columns, ["Fax"]);
  assert.deepEqual([created.data.headerRow, created.data.foldGmail], [4, true]);
});

uploadTest("a file of several parts arrives whole", async ({ upload, parts }) => {
  const content = new Uint8Array(5_600_000).fill(0x61);
  const response = await upload(csv(content));
  const job = Job.parse(await response.json());
  const stream = await parts.objects.getStream(`uploads/uanna/job-${job.id}.csv`);
  assert.deepEqual(new Uint8Array(await new Response(stream).arrayBuffer()), content);
});

uploadTest("whatever is refused leaves nothing behind", async ({ upload, stored, sql, parts }) => {
  const two = csv("a");
  two.append("file", new File(["b"], "b.csv", { type: "text/csv" }));
  const refused: [FormData, number][] = [
    [csv(""), 422],
    [csv(new Uint8Array(parts.maxBytes + 1).fill(0x61)), 413],
    [csv("a\0b".repeat(9)), 415],
    [two, 422],
    [csv("a", { shoe_size: "b" }), 422],
    [csv("email", { email: "e\0" }), 422],
    [csv("email", { email: "e\ud83d" }), 422],
    [new FormData(), 422],
  ];
  for (const [form, status] of refused) {
    const response = await upload(form);
    assert.equal(response.status, status, await response.text());
    assert.equal(response.headers.get("content-type"), "application/problem+json");
  }
  assert.deepEqual(await stored(), []);
  assert.equal(await count(sql, "event_store.event"), 0);
  assert.equal(await count(sql, "keyring.job_key"), 0);
});

uploadTest("a file of empty lines, or of more rows than a job takes, is let in", async (world) => {
  const { upload, parts } = world;
  parts.quotas = { ...parts.quotas, rowsKept: 1_000, rowsOfJob: 600 };
  const header = "email,first_name,last_name\n";
  const empty = await upload(csv(header + "\n".repeat(5_000_000)));
  assert.equal(empty.status, 201, await empty.text());
  const long = await upload(csv(header + "a@x.org,A,B\n".repeat(2_000)));
  assert.equal(long.status, 201, await long.text());
  const more = await upload(csv(header + "a@x.org,A,B\n".repeat(401)));
  assert.equal(more.status, 429);
  assert.match((await more.json()).detail, /You keep 600 rows, .* up to 401 more/);
});

uploadTest("without a token it is 401, and not a byte is read", async ({ parts, stored }) => {
  const response = await uploadApp(parts).request("/jobs", { method: "POST", body: csv("a") });
  assert.equal(response.status, 401);
  assert.deepEqual(await stored(), []);
});

uploadTest("a key used again with the same file is the same job", async (world) => {
  const { upload, stored, sql } = world;
  const first = await upload(csv("email\n"), { key: "k1" });
  const again = await upload(csv("email\n"), { key: "k1" });
  assert.equal(again.status, 201);
  assert.deepEqual(await again.json(), await first.json());
  assert.equal((await stored()).length, 1);
  assert.equal(await count(sql, "event_store.event"), 2);
  assert.equal(await count(sql, "keyring.job_key"), 1);
});

uploadTest("a key used again for another file is 422", async ({ upload, stored }) => {
  await upload(csv("email\n"), { key: "k1" });
  const other = await upload(csv("email\nx"), { key: "k1" });
  assert.equal(other.status, 422);
  assert.equal((await other.json()).code, "IDEMPOTENCY_KEY_REUSED");
  assert.equal((await stored()).length, 1);
});

uploadTest("a key is its user's own; one of 256 characters is none", async ({ upload, stored }) => {
  const mine = await upload(csv("email\n"), { key: "k1" });
  const hers = await upload(csv("email\nx"), { key: "k1", token: berta });
  assert.equal(hers.status, 201);
  assert.notEqual((await hers.json()).id, (await mine.json()).id);
  assert.equal((await stored()).length, 2);
  assert.equal((await upload(csv("email\n"), { key: "k".repeat(256) })).status, 422);
});

uploadTest(
  "one key, sent five times at once, is one job",
  async ({ upload, stored, sql, parts }) => {
    parts.perUser.uploads = 5;
    const app = uploadApp(parts);
    const headers = { authorization: `Bearer ${anna}`, "idempotency-key": "k1" };
    const all = await Promise.all(
      Array.from(
        { length: 5 },
        () => app.request("/jobs", { method: "POST", body: csv("email\n"), headers }),
      ),
    );
    const jobs = await Promise.all(all.map(async (response) => (await response.json()).id));
    assert.equal(new Set(jobs).size, 1);
    assert.deepEqual(await stored(), [`uploads/uanna/job-${jobs[0]}.csv`]);
    assert.equal(await count(sql, "event_store.event"), 2);
    await upload(csv("email\n"));
  },
);

uploadTest("while the object store is away it is 503, and no job is opened", async (world) => {
  const away = openObjectStore(settings("http://127.0.0.1:1", "b"));
  const response = await send({ ...world.parts, objects: away }, csv("email\n"));
  assert.equal(response.status, 503);
  assert(response.headers.has("retry-after"));
  assert.equal(await count(world.sql, "event_store.event"), 0);
  away.close();
});

uploadTest("while the database is away it is 503, and nothing is stored", async (world) => {
  const sql = connect("postgres://u:p@127.0.0.1:1/d", { name: "upload-test", max: 1 });
  const response = await send({ ...world.parts, store: new EventStore(sql) }, csv("email\n"));
  assert.equal(response.status, 503);
  assert(response.headers.has("retry-after"));
  assert.deepEqual(await world.stored(), []);
  await sql.end({ timeout: 0 });
});

uploadTest("a database that fails at the append leaves no half job", async (world) => {
  await world.owner`revoke insert on event_store.event from rollcall_service`;
  const response = await world.upload(csv("email\n"));
  assert.equal(response.status, 500);
  assert.deepEqual(await world.stored(), []);
  assert.equal(await count(world.sql, "keyring.job_key"), 0);
});

uploadTest("whoever has all of his places is told so, and others go on", async ({ parts }) => {
  parts.perUser.uploads = 1;
  const app = uploadApp(parts);
  const authorization = `Bearer ${anna}`;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const first = app.request("/jobs", {
    method: "POST",
    body: readable,
    headers: { authorization, "content-type": "multipart/form-data; boundary=XX" },
  });
  const post = (token: string) =>
    app.request("/jobs", {
      method: "POST",
      body: csv("a"),
      headers: { authorization: `Bearer ${token}` },
    });
  assert.equal((await post(anna)).status, 201, "headers alone take no place");
  const writer = writable.getWriter();
  await writer.write(new TextEncoder().encode("--XX\r\n"));
  const second = await post(anna);
  assert.equal(second.status, 429);
  assert.equal(second.headers.get("retry-after"), "5");
  assert.equal(second.headers.get("ratelimit"), '"uploads-at-once";r=0;t=5');
  const { code, detail } = await second.json();
  assert.equal(code, "UPLOADS_AT_ONCE");
  assert.match(detail, /^You have 1 uploads? on their way, which is the most at once\. Try again/);
  assert.equal((await post(berta)).status, 201);
  await writer.close();
  assert.equal((await first).status, 400);
  assert.equal((await post(anna)).status, 201);
});

uploadTest("an upload that takes too long is 408 and leaves nothing", async ({ parts, stored }) => {
  parts.deadlineMs = 50;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const sent = uploadApp(parts).request("/jobs", {
    method: "POST",
    body: readable,
    headers: {
      authorization: `Bearer ${anna}`,
      "content-type": "multipart/form-data; boundary=XX",
    },
  });
  const writer = writable.getWriter();
  writer.closed.catch(() => {});
  await writer.write(new TextEncoder().encode("--XX\r\n")).catch(() => {});
  assert.equal((await sent).status, 408);
  assert.deepEqual(await stored(), []);
});

uploadTest("a deleted job is gone, for its owner as for everybody", async (world) => {
  const { upload, parts, sql } = world;
  const job = await (await upload(csv("email\n"), { key: "k1" })).json();
  const app = uploadApp(parts);
  const remove = async (path: string, token?: string) => {
    const headers: HeadersInit = token ? { authorization: `Bearer ${token}` } : {};
    const response = await app.request(path, { method: "DELETE", headers });
    return { status: response.status, body: await response.json() };
  };
  const path = `/jobs/${job.id}`;
  assert.equal((await remove(path)).status, 401);
  const nobodys = await remove(`/jobs/${newId()}`, anna);
  assert.deepEqual([nobodys.status, nobodys.body.code], [404, "NOT_FOUND"]);
  assert.deepEqual(await remove(path, berta), nobodys);
  assert.deepEqual(await remove("/jobs/x", anna), nobodys);
  assert.equal(await count(sql, "keyring.job_key"), 1);
  const both = await Promise.all([remove(path, anna), remove(path, anna)]);
  both.sort((a, b) => a.status - b.status);
  const version = await parts.store.head();
  assert.deepEqual(both, [{ status: 200, body: { ok: true, version } }, nobodys]);
  assert.deepEqual(await remove(path, anna), nobodys);
  assert.equal(await count(sql, "keyring.job_key"), 0);
  const again = await upload(csv("email\n"), { key: "k1" });
  assert.equal(again.status, 201);
  assert.notEqual((await again.json()).id, job.id);
});

uploadTest("who has enough is told so, and nothing of the file is left", async (world) => {
  const { parts, upload, stored } = world;
  parts.quotas = { ...parts.quotas, filesInWork: 2, bytesKept: 70, rowsKept: 100 };
  const first = await (await upload(csv("email\na@x.org\n"))).json();
  // The first look finds room; only with its size is it known that the file is too much.
  const large = await upload(csv(`email\n${"b@x.org\n".repeat(7)}`));
  assert.equal(large.status, 429);
  const problem = await large.json();
  assert.equal(problem.code, "BYTES_KEPT");
  assert.equal(
    problem.detail,
    "You keep 14 bytes of files, and 70 is the most. This file has up to 62 more. " +
      "Delete jobs that you no longer need (failed ones count too), then try again.",
  );
  assert.equal((await upload(csv("email\nb@x.org\n"))).status, 201);
  const third = await upload(csv("email\nc@x.org\n"));
  assert.equal(third.status, 429);
  assert.equal(third.headers.get("retry-after"), "5");
  assert.equal((await third.json()).code, "FILES_IN_WORK");
  assert.equal((await stored()).length, 2);
  assert.equal(await count(world.sql, "keyring.job_key"), 2);

  const headers = { authorization: `Bearer ${anna}` };
  const deleted = await world.app().request(`/jobs/${first.id}`, { method: "DELETE", headers });
  assert.equal(deleted.status, 200);
  assert.equal((await upload(csv("email\nc@x.org\n"))).status, 201);
});

uploadTest(
  "a retry finds its job, though its user has enough by now",
  async ({ parts, upload }) => {
    parts.quotas = { ...parts.quotas, filesInWork: 1 };
    const first = await upload(csv("email\n"), { key: "k1" });
    const again = await upload(csv("email\n"), { key: "k1" });
    assert.equal(again.status, 201);
    assert.deepEqual(await again.json(), await first.json());
    const another = await upload(csv("email\n"), { key: "k2" });
    assert.equal(another.status, 429);
    const reused = await upload(csv("email\nx"), { key: "k1" });
    assert.equal(reused.status, 422);
  },
);

uploadTest("uploads at once do not pass a quota together", async ({ parts, stored, sql }) => {
  parts.quotas = { ...parts.quotas, filesInWork: 3 };
  parts.perUser.uploads = 8;
  const app = uploadApp(parts);
  const headers = { authorization: `Bearer ${anna}` };
  const all = await Promise.all(
    Array.from(
      { length: 8 },
      () => app.request("/jobs", { method: "POST", body: csv("email\n"), headers }),
    ),
  );
  const statuses = all.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [201, 201, 201, 429, 429, 429, 429, 429]);
  assert.equal((await stored()).length, 3);
  assert.equal(await count(sql, "event_store.event"), 3);
});

uploadTest("who finds others first at every try is told to come back", async (world) => {
  const { id } = await (await world.upload(csv("email\na@example.com\n"))).json();
  const parts = { ...world.parts, store: new Contested(world.sql) };
  const headers = { authorization: `Bearer ${anna}` };
  const answers = [
    await send(parts, csv("email\nb@example.com\n"), { key: "k1" }),
    await uploadApp(parts).request(`/jobs/${id}`, { method: "DELETE", headers }),
  ];
  for (const answer of answers) {
    const { code, detail } = await answer.json();
    assert.deepEqual([answer.status, code], [503, "UNAVAILABLE"]);
    assert.equal(answer.headers.get("retry-after"), "2");
    assert.match(detail, /at the same time/);
  }
  assert.deepEqual(await world.stored(), [`uploads/uanna/job-${id}.csv`], "no file is left over");
  assert.equal(await count(world.sql, "keyring.job_key"), 1);
  assert.equal(await count(world.sql, "event_store.event"), 1);
});

uploadTest("a job's file is read again otherwise, as a job of its own", async (world) => {
  const { upload, store, app } = world;
  const content = "Mail;Name\na@x.org;Ann\n";
  const first = Job.parse(await (await upload(csv(content))).json());
  const again = (id: string, fields: Record<string, string> = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ read_again: id, ...fields })) {
      form.set(name, value);
    }
    return form;
  };
  const response = await upload(
    again(first.id, { mapping: '{"email":"Mail","last_name":"Name"}' }),
  );
  const job = Job.parse(await response.json());
  assert.equal(response.status, 201);
  assert.notEqual(job.id, first.id);
  assert.deepEqual(
    [job.read_again, job.original_filename, job.size_bytes],
    [first.id, first.original_filename, first.size_bytes],
  );
  assert.equal((await world.stored()).length, 2, "each has a file of its own");
  const [created] = await Array.fromAsync(store.readStream(jobStream(job.id)));
  assert(created?.type === "JobCreated");
  assert.equal(created.data.readAgain, first.id);

  const preview = await app().request("/jobs/preview", {
    method: "POST",
    body: again(first.id, { header_row: "2" }),
    headers: { authorization: `Bearer ${anna}` },
  });
  assert.equal((await preview.json()).header_row, 2);

  const both = again(first.id);
  both.append("file", new File(["b"], "b.csv", { type: "text/csv" }));
  const refused: [FormData, string, number][] = [
    [again(first.id), berta, 404],
    [again(newId()), anna, 404],
    [again("nonsense"), anna, 422],
    [both, anna, 422],
  ];
  for (const [form, token, status] of refused) {
    assert.equal((await upload(form, { token })).status, status);
  }
  assert.equal((await world.stored()).length, 2, "what is refused leaves nothing behind");
  await world.parts.objects.remove(`uploads/uanna/job-${first.id}.csv`);
  const gone = await upload(again(first.id));
  assert.deepEqual([gone.status, (await gone.json()).code], [409, "FILE_GONE"]);
});
