import assert from "node:assert/strict";
import { Job } from "@rollcall/contracts/api";
import { transaction, Wake } from "@rollcall/event-store";
import { silentLog } from "@rollcall/platform/log.ts";
import { endLanes, openLanes, setLaneAside } from "../projector/lane_table.ts";
import { GENERATION, schemaOf } from "../schema/generation.ts";
import { findJob } from "../queries/jobs.ts";
import { append, fact, jobDeleted, parsedRows, rowsParsed } from "../testing/events.ts";
import { finalized, jobId, needsReview, resolved } from "../testing/reviewed_job.ts";
import { createProjection } from "../app.ts";
import { problem } from "../testing/query_test.ts";
import { auth, createWorld, keys, tokenOf, type World } from "../testing/world.ts";
import { LiveFeed } from "./feed.ts";

const retention = { keepDays: 90, keepUnfinishedDays: 30 };

const schema = schemaOf(GENERATION);

function test(name: string, body: (world: World) => Promise<void>): void {
  Deno.test(`live: ${name}`, async () => {
    const world = await createWorld();
    try {
      await append(world.store, needsReview().slice(0, 2), "user-1");
      await world.projector.catchUp();
      await body(world);
    } finally {
      await world.close();
    }
  });
}

interface Received {
  event: string;
  id: number;
  data: unknown;
}

/** The events of a stream, as they come. */
async function* events(response: Response): AsyncGenerator<Received> {
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const parts = text.split("\n\n");
    text = parts.pop()!;
    for (const part of parts) {
      const fields = new Map(
        part.split("\n").map((line) => line.split(/: (.*)/s, 2) as [string, string]),
      );
      if (!fields.has("event")) continue;
      yield {
        event: fields.get("event")!,
        id: Number(fields.get("id")),
        data: JSON.parse(fields.get("data")!),
      };
    }
  }
}

/** @throws where nothing comes within 10 s, so that a missing event is a failure and no hang */
async function soon<T>(read: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("nothing came within 10 s")), 10_000);
  });
  return await Promise.race([read, late]).finally(() => clearTimeout(timer));
}

async function next(stream: AsyncGenerator<Received>): Promise<Received> {
  const { value, done } = await soon(stream.next());
  assert(!done, "the stream has ended");
  return value;
}

test("the job at once, then every change to its last state, with issues", async (world) => {
  const response = await world.get(`/jobs/${jobId}/stream`);
  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  const stream = events(response);
  const first = await next(stream);
  assert.equal(Job.parse(first.data).status, "PROCESSING");
  assert.equal(first.id, world.projector.position);

  world.projector.start();
  const last = await append(world.store, [...needsReview().slice(2), ...resolved(), finalized()]);
  world.projector.wake();
  const seen: Received[] = [];
  do seen.push(await next(stream)); while (
    !(seen.at(-1)!.event === "issues" && seen.at(-1)!.id === last) &&
    !(seen.at(-1)!.event === "job" && seen.at(-1)!.id === last)
  );
  const jobs = seen.filter((e) => e.event === "job").map((e) => Job.parse(e.data));
  assert.equal(jobs.at(-1)!.status, "COMPLETED");
  assert.equal(jobs.at(-1)!.version, last);
  assert.deepEqual(
    jobs.map((job) => job.version),
    jobs.map((job) => job.version).toSorted((a, b) => a - b),
  );
  await stream.return(undefined);
});

test("what another instance folds arrives too", async (world) => {
  const stream = events(await world.get(`/jobs/${jobId}/stream`));
  await next(stream);
  const other = world.another();
  const last = await append(world.store, [rowsParsed(jobId, 1, parsedRows(1, 3))]);
  await other.projector.catchUp();
  const change = await next(stream);
  assert.equal(change.id, last);
  assert.equal(Job.parse(change.data).total_rows, 3);
  await stream.return(undefined);
});

test("that the job was deleted is said without a word of it, and ends the streams", async (world) => {
  const streams = [1, 2].map(async () => events(await world.get(`/jobs/${jobId}/stream`)));
  const [one, two] = await Promise.all(streams);
  for (const stream of [one!, two!]) await next(stream);
  await append(world.store, [jobDeleted(jobId)]);
  await world.projector.catchUp();
  for (const stream of [one!, two!]) {
    const { event, data } = await next(stream);
    assert.deepEqual([event, data], ["deleted", {}]);
    assert.equal((await soon(stream.next())).done, true);
  }
  assert.equal(world.feed.clients, 0);
  assert.equal((await world.get(`/jobs/${jobId}/stream`)).status, 404);
});

test("that the job is set aside is told, and that it is there again", async (world) => {
  const stream = events(await world.get(`/jobs/${jobId}/stream`));
  const told = async () => {
    const { id, data } = await next(stream);
    const { status, error } = Job.parse(data);
    return [id, status, error?.code];
  };
  const position = world.projector.position;
  assert.deepEqual(await told(), [position, "PROCESSING", undefined]);
  const aside = { jobId, position, sentence: "A part of this job could not be prepared." };
  await transaction(world.sql, async (tx) => {
    await openLanes(tx, schema, new Map([[jobId, position]]));
    await setLaneAside(tx, schema, aside);
  });
  assert.deepEqual(await told(), [position, "FAILED", "SET_ASIDE"]);
  await transaction(world.sql, (tx) => endLanes(tx, schema, [jobId]));
  assert.deepEqual(await told(), [position, "PROCESSING", undefined]);
  await stream.return(undefined);
});

test("who reconnects hears of issues that changed meanwhile", async (world) => {
  const seen = world.projector.position;
  await append(world.store, needsReview().slice(2));
  await world.projector.catchUp();
  const headers = { "last-event-id": String(seen) };
  const stream = events(await world.get(`/jobs/${jobId}/stream`, "user-1", headers));
  assert.equal((await next(stream)).event, "job");
  assert.deepEqual((await next(stream)).data, { version: world.projector.position });
  await stream.return(undefined);
});

test("the stream ends when the token does", async (world) => {
  const token = await tokenOf("user-1", 1);
  const response = await world.app.request(`/jobs/${jobId}/stream`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const stream = events(response);
  await next(stream);
  assert.equal((await soon(stream.next())).done, true);
  assert.equal(world.feed.clients, 0);
});

test("a client that leaves is forgotten, and stopping ends the others", async (world) => {
  const leaving = events(await world.get(`/jobs/${jobId}/stream`));
  const staying = events(await world.get(`/jobs/${jobId}/stream`));
  await next(leaving);
  await next(staying);
  assert.equal(world.feed.clients, 2);
  await leaving.return(undefined);
  assert.equal(world.feed.clients, 1);
  await world.feed.close();
  assert.equal((await soon(staying.next())).done, true);
  assert.equal((await world.get(`/jobs/${jobId}/stream`)).status, 503);
});

test("a client whose connection drops is forgotten", async (world) => {
  const server = Deno.serve({ port: 0, onListen: () => {} }, world.app.fetch);
  const connection = new AbortController();
  const response = await fetch(`http://127.0.0.1:${server.addr.port}/jobs/${jobId}/stream`, {
    headers: { authorization: `Bearer ${await tokenOf("user-1")}` },
    signal: connection.signal,
  });
  const stream = events(response);
  await next(stream);
  assert.equal(world.feed.clients, 1);
  connection.abort();
  await assert.rejects(stream.next());
  const forgotten = Date.now() + 5_000;
  while (world.feed.clients > 0 && Date.now() < forgotten) await new Wake().wait(10);
  assert.equal(world.feed.clients, 0);
  await server.shutdown();
});

test("beyond a user's views, or all of them, one is refused; a quiet one is pinged", async (world) => {
  const feed = new LiveFeed({
    sql: world.sql,
    log: silentLog(),
    limit: { clients: 2, ofUser: 1 },
    pollMs: 10,
    pingMs: 10,
  });
  const job = await findJob(world.sql, "user-1", jobId);
  const view = feed.follow(job, { retention });
  assert.throws(() => feed.follow(job, { retention }), {
    refusal: { outcome: "too many live views", own: 1, limit: 1 },
  });
  const hers = feed.follow({ ...job, user_id: "user-2" }, { retention });
  assert.throws(() => feed.follow({ ...job, user_id: "user-3" }, { retention }), {
    refusal: { outcome: "live views full" },
  });
  await hers.cancel();
  const reader = view.pipeThrough(new TextDecoderStream()).getReader();
  assert.match((await soon(reader.read())).value!, /^event: job\n/);
  assert.equal((await soon(reader.read())).value, ": ping\n\n");
  await reader.cancel();
  await feed.close();
});

test("where all live views are taken, whoever has most gives one up", async (world) => {
  const limit = { clients: 4, ofUser: 4 };
  const feed = new LiveFeed({ sql: world.sql, log: silentLog(), limit, pollMs: 10 });
  const job = await findJob(world.sql, "user-1", jobId);
  const follow = (user_id: string) => feed.follow({ ...job, user_id }, { retention }).getReader();
  const his = Array.from({ length: 4 }, () => follow("user-1"));
  const hers = [follow("user-2"), follow("user-2")];
  assert.equal(feed.clients, 4);
  for (const reader of his.slice(0, 2)) {
    assert.equal((await soon(reader.read())).done, false, "what it had shown");
    assert.equal((await soon(reader.read())).done, true, "it has ended");
  }
  // Nor does he take it back, nor she a third one.
  for (const user of ["user-1", "user-2"]) {
    assert.throws(() => follow(user), { refusal: { outcome: "live views full" } });
  }
  const theirs = follow("user-3");
  assert.equal(feed.clients, 4);
  for (const reader of [...his, ...hers, theirs]) await reader.cancel();
  await feed.close();
});

test("a user's live views are bounded over HTTP, and a closed one frees its place", async (world) => {
  const { app } = createProjection({
    store: world.store,
    auth,
    keys,
    log: silentLog(),
    liveViewsPerUser: 2,
  });
  const headers = { authorization: `Bearer ${await tokenOf("user-1")}` };
  const view = () => app.request(`/jobs/${jobId}/stream`, { headers });
  const open = [await view(), await view()];
  assert.deepEqual(open.map(({ status }) => status), [200, 200]);
  const refused = await view();
  const { code, detail } = await problem(refused, 429);
  assert.equal(code, "LIVE_VIEWS");
  assert.equal(
    detail,
    "You have 2 live views open, and 2 is the most at once. " +
      "Close one; without a live view, a job's page still refreshes now and then.",
  );
  assert.equal(refused.headers.get("retry-after"), "5");
  assert.equal(refused.headers.get("content-type"), "application/problem+json");
  await open[0]!.body!.cancel();
  const again = await view();
  assert.equal(again.status, 200);
  await Promise.all([open[1], again].map((response) => response!.body!.cancel()));
});

test("a client that reads slowly skips states, and gets the last", async (world) => {
  const feed = new LiveFeed({ sql: world.sql, log: silentLog(), pollMs: 5 });
  const stream = events(
    new Response(feed.follow(await findJob(world.sql, "user-1", jobId), { retention })),
  );
  let last = 0;
  for (let i = 0; i < 10; i++) {
    last = await append(world.store, [rowsParsed(jobId, i + 1, parsedRows(i + 1, i + 1))]);
    await world.projector.catchUp();
    feed.changed();
  }
  const failed = fact("ParsingFailed", { jobId, code: "BROKEN" }, { message: "No.", headers: [] });
  last = await append(world.store, [failed]);
  await world.projector.catchUp();
  let count = 0, received: Received;
  do {
    received = await next(stream);
    count++;
  } while (received.id !== last);
  assert(count < 12);
  assert.equal(Job.parse(received.data).status, "FAILED");
  await stream.return(undefined);
  await feed.close();
});
