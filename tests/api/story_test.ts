/** The examples of the API's description, compared with what the system answers to them. */
import assert from "node:assert/strict";
import { type ExampleProblem, exampleProblems } from "../../contracts/api/example_problems.ts";
import * as story from "../../contracts/api/story.ts";
import { sharedStack } from "../harness/shared_stack.ts";
import { type Answer, ApiClient } from "./client.ts";

Deno.test("the API's examples are what the system answers", async (t) => {
  const { apiUrl } = sharedStack();
  const email = `${crypto.randomUUID()}@example.com`;
  const register = await fetch(`${apiUrl}/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...story.registration, email }),
  });
  const { token, user } = await register.json();
  const ann = new ApiClient(apiUrl, token, user.id);
  assert.deepEqual({ ...user, id: story.USER_ID, email: story.user.email }, story.user);

  /** What differs from story to story: ids and moments, and places in a log that others share. */
  const ids = new Map([[user.id as string, story.USER_ID], [email, story.user.email]]);
  const inStory = (value: unknown): unknown => {
    const text = JSON.stringify(value, (key, member) => ofLog.has(key) ? 0 : member)
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "");
    return JSON.parse([...ids].reduce((told, [own, id]) => told.replaceAll(own, id), text));
  };
  type Answered<T> = Pick<Answer<T>, "body"> | Promise<Answer<T>>;
  async function same<T>(what: string, answered: Answered<T>, example: unknown): Promise<T> {
    const { body } = await answered;
    await t.step(what, () => {
      assert.deepEqual(typeof example === "string" ? body : inStory(body), inStory(example));
    });
    return body;
  }
  const problem = (what: string, answered: Promise<Answer<unknown>>, code: ExampleProblem) =>
    same(what, answered, exampleProblems[code]);

  await same("who I am", ann.call("/auth/me"), story.me);
  await same("a preview", ann.send("/jobs/preview", story.FILE, {}), story.preview);
  const uploaded = (await ann.upload(story.FILE)).body;
  const [own, job] = [uploaded.id, `/jobs/${uploaded.id}`];
  ids.set(own, story.JOB_ID);
  await same("the job, opened", { body: uploaded }, story.pendingJob);
  await ann.atRest(own);
  await same("the job, reviewed", ann.call(job), story.reviewedJob);
  await same("its rows", ann.call(`${job}/rows`), story.rows);
  await problem("no list yet", ann.call(`${job}/contacts`), "NOT_FINALIZED");
  await problem("issues are open", ann.post(`${job}/finalize`), "ISSUES_OPEN");
  await problem("a list too short", ann.call(`${job}/rows?limit=0`), "VALIDATION_FAILED");
  await problem("figures for nobody", ann.call("/operations"), "ROLE_MISSING");

  const decide = (number: number, decision: unknown) =>
    ann.post<{ version: number }>(`/issues/${own}.${number}/resolve`, decision);
  const { choose, keep, take_suggestion } = story.decisions;
  const seen = ({ version }: { version: number }) => `min_version=${version}`;

  const chosen = await same("a choice", decide(1, choose), story.chosen);
  await same("issues", ann.call(`${job}/issues?${seen(chosen)}`), story.issues);
  await same("the history", ann.call(`${job}/events?${seen(chosen)}`), story.history);
  await same("what can be undone", ann.call(`${job}/undo?${seen(chosen)}`), story.undoState);
  await same(
    "the values of a column",
    ann.call(`${job}/rows/values?column=company`),
    story.columnValues,
  );
  const found = ann.call(`${job}/rows/ids?filter=company:is:acme`);
  await same("rows that are found", found, story.rowIdsFound);
  const looked = ann.post(`${job}/rows/edit/preview`, story.rowChange);
  await same("a look at a cell", looked, story.editEffects);
  const change = async (what: string, path: string, body: unknown, example: unknown) => {
    const changed = (await ann.post<{ batch_id: string }>(`${job}/rows/${path}`, body)).body;
    ids.set(changed.batch_id, story.BATCH_ID);
    await same(what, { body: changed }, example);
    return `${job}/batches/${changed.batch_id}`;
  };
  const edit = await change("a cell", "edit", story.rowChange, story.rowChanged);
  const { rowsAsked } = story;
  await change("a row excluded", "exclude", rowsAsked, story.rowChanged);
  await change("a row brought back", "bring-back", rowsAsked, story.rowsBroughtBack);
  const { case: cased } = story.rowsChanges;
  const effects = ann.post(`${job}/rows/change/preview`, cased);
  await same("a look at many rows", effects, story.changeEffects);
  const tier = await change("many rows", "change", cased, story.rowsChanged);
  // The story goes on as if nobody had touched a row.
  for (const path of [edit, tier]) await ann.call(path, { method: "DELETE" });
  await decide(2, take_suggestion);
  await same("a rule's preview", ann.post(`${job}/resolve/preview`, story.rule), story.effects);
  const batch = (await ann.post<{ batch_id: string }>(`${job}/resolve`, story.rule)).body;
  ids.set(batch.batch_id, story.BATCH_ID);
  await same("a rule", { body: batch }, story.resolvedByRule);
  await same("the list", ann.post(`${job}/finalize`), story.finalized);
  const undo = ann.call(`/issues/${own}.1/resolution`, { method: "DELETE" });
  await same("a decision undone", undo, story.reopened);
  await decide(1, keep);
  const done = seen((await ann.post<{ version: number }>(`${job}/finalize`)).body);

  await same("the job, completed", ann.call(`${job}?${done}`), story.completedJob);
  await same("contacts", ann.call(`${job}/contacts?${done}`), story.contacts);
  await same("contacts as JSON", ann.call(`${job}/contacts.json`), story.contacts);
  await same("contacts as CSV", ann.call(`${job}/contacts.csv`), story.CONTACTS_CSV);
  await same("rejected rows", ann.call(`${job}/rejected.csv`), story.REJECTED_CSV);
  await same("versions of the list", ann.call(`${job}/lists`), story.lists);
  await same("what differs", ann.call(`${job}/contacts/diff`), story.changes);
  await same("where Cyd comes from", ann.call(`${job}/contacts/3/provenance`), story.provenance);
  const { q, sort, filter: [filter] } = story.search;
  const search = new URLSearchParams({ q, sort, filter: filter! });
  await same("a search", ann.call(`${job}/contacts?${search}`), [story.contacts[2]]);
  const undone = ann.call(`${job}/batches/${batch.batch_id}`, { method: "DELETE" });
  await same("a batch undone", undone, story.batchUndone);
  await same("the end", ann.call(job, { method: "DELETE" }), story.deleted);
  await problem("nothing is left", ann.call(job), "NOT_FOUND");
});

/** Positions in the log: `version` counts them too. */
const ofLog = new Set(["version", "position"]);
