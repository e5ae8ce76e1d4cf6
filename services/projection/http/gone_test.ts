/**
 * A job that was erased is gone for every reader at once: here the projector does not run, and the
 * read models hold all of it.
 */
import assert from "node:assert/strict";
import { openApiDocument } from "@rollcall/contracts/openapi";
import { connect, followErasures, newId } from "@rollcall/event-store";
import { until } from "../../../tests/harness/until.ts";
import { within } from "../../../tests/harness/within.ts";
import { append, jobCreated, jobDeleted } from "../testing/events.ts";
import { finalized, jobId, needsReview, resolved } from "../testing/reviewed_job.ts";
import { createWorld, type World } from "../testing/world.ts";

/** Behind the job's own path: all that the API reads of a job, searches too. */
const paths = [
  ...Object.entries(openApiDocument().paths!)
    .filter(([path, { get }]) => get && path.startsWith("/jobs/{id}"))
    .map(([path]) => path.replace("/jobs/{id}", "").replace("{contact_id}", "1")),
  ...["/rows?q=ann", "/rows?sort=email", "/contacts?q=ann"],
];

/** A job with a clean list, folded; nothing is folded any more. */
async function stoppedWorld(): Promise<World & { version: number }> {
  const world = await createWorld();
  const version = await append(
    world.store,
    [...needsReview(), ...resolved(), finalized()],
    "user-1",
  );
  await world.projector.catchUp();
  return { ...world, version };
}

function test(
  name: string,
  body: (world: World & { version: number }) => Promise<void>,
): void {
  Deno.test(`gone: ${name}`, async () => {
    const world = await stoppedWorld();
    try {
      await body(world);
    } finally {
      await world.close();
    }
  });
}

const statusOf = async (world: World, path: string) => {
  const response = await world.get(path);
  await response.body?.cancel();
  return response.status;
};
const listed = async (world: World) =>
  (await (await world.get("/jobs")).json()).map((job: { id: string }) => job.id);

test("no path of a job answers once it is deleted, and the list lacks it", async (world) => {
  const { store, version } = world;
  const other = newId();
  await append(store, [jobCreated(other)], "user-1");
  await world.projector.catchUp();
  assert.ok(paths.length >= 15, paths.join());
  for (const path of paths) {
    const status = path === "/contacts/diff" ? 409 : 200;
    assert.equal(await statusOf(world, `/jobs/${jobId}${path}`), status, path);
  }
  assert.deepEqual(await listed(world), [other, jobId]);
  const timed: string[] = [];
  for (const path of paths.filter((path) => !/[?]|stream/.test(path))) {
    for (const word of ["min_version", "at_version"]) {
      const query = `${path}?${word}=${version}`;
      if (await statusOf(world, `/jobs/${jobId}${query}`) !== 422) timed.push(query);
    }
  }
  assert.ok(timed.length >= 20, timed.join());

  const deleted = await append(store, [jobDeleted(jobId)], "user-1");
  for (const path of paths) {
    assert.equal(await statusOf(world, `/jobs/${jobId}${path}`), 404, path);
  }
  for (const query of timed) {
    const path = `/jobs/${jobId}${query.replace(/(min_version)=\d+/, `$1=${deleted}`)}`;
    assert.equal(await statusOf(world, path), 404, path);
  }
  assert.deepEqual(await listed(world), [other]);
  // What was folded is there until the projector clears it; the views for people show none of it.
  const [kept] = await world.sql`select count(*) as n from read_models.row_chunks`;
  const [shown] = await world.sql`select count(*) as n from read_models.raw_rows`;
  assert.notEqual(kept!.n, 0);
  assert.equal(shown!.n, 0);
});

test("negative twin: without its mark it is shown", async (world) => {
  await append(world.store, [jobDeleted(jobId)], "user-1");
  const owner = connect(world.ownerUrl, { name: "test-owner", max: 1 });
  await owner`delete from keyring.erased_job`;
  await owner.end();
  assert.equal(await statusOf(world, `/jobs/${jobId}`), 200);
  assert.deepEqual(await listed(world), [jobId]);
});

test("one that was opened and erased before anything of it was folded is not waited for", async (world) => {
  const other = newId();
  await append(world.store, [jobCreated(other), jobDeleted(other)], "user-1");
  assert.equal(await statusOf(world, `/jobs/${other}`), 404);
});

test("who watches it is told so, and the stream ends", async (world) => {
  const { store, forget } = world;
  const following = await followErasures(store, { erased: forget });
  const response = await world.get(`/jobs/${jobId}/stream`);
  await store.keyring.erase(jobId);
  const text = await within(10_000, response.text());
  assert.match(text, /event: deleted\nid: \d+\ndata: \{\}\n\n$/);
  await following.stop();
});

test("a download that is under way breaks off at its next page, of a moment past too", async (world) => {
  const { store, version } = world;
  const queries = ["", `?at_version=${version}`];
  const downloads = await Promise.all(
    queries.map((query) => world.get(`/jobs/${jobId}/contacts.csv${query}`)),
  );
  await store.keyring.erase(jobId);
  for (const download of downloads) {
    assert.equal(download.status, 200);
    await assert.rejects(download.text(), /was deleted while it was being read/);
  }
});

test("what a process keeps of edited rows for searches is dropped within a second", async (world) => {
  const { store, editedCells, forget } = world;
  const following = await followErasures(store, { erased: forget });
  assert.equal(await statusOf(world, `/jobs/${jobId}/rows?q=a`), 200);
  assert.ok(editedCells.kept > 0);
  await store.keyring.erase(jobId);
  await within(1_000, until("they are dropped", () => editedCells.kept === 0));
  await following.stop();
});

test("what a process keeps of a past moment is dropped within a second", async (world) => {
  const { store, past, forget, version } = world;
  const following = await followErasures(store, { erased: forget });
  assert.equal(await statusOf(world, `/jobs/${jobId}?at_version=${version}`), 200);
  assert.equal(past.kept, 1);
  await store.keyring.erase(jobId);
  await within(1_000, until("it is dropped", () => past.kept === 0));
  await following.stop();
});
