/** Undo, redo, the history and its moments over the API, as a page on any device sees them. */
import assert from "node:assert/strict";
import type { HistoryEntry, Issue, Job, RestorePreview, UndoState } from "@rollcall/contracts/api";
import { sharedStack } from "../harness/shared_stack.ts";
import { type Answer, ApiClient, assertProblem } from "./client.ts";

const FILE = `email,first name,last name
lee@example.com,Ann,Lee
lee@example.com,Bob,Lee
,Cyd,Ray
,Dan,Fox
`;

type Restored = { version: number; undone: number; redone: number; list_version: number | null };

Deno.test("undo, redo and restore over the API", async (t) => {
  const ann = await ApiClient.register(sharedStack().apiUrl);
  const { id } = (await ann.upload(FILE)).body;
  await ann.atRest(id);
  const job = `/jobs/${id}`;
  const at = (version: number) => `min_version=${version}`;
  const written = async (path: string, body: unknown = {}) => {
    const answer = await ann.post<Restored>(path, body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const next = async (version: number) => {
    const { undo, redo } = await ann.get<UndoState>(`${job}/undo?${at(version)}`);
    return [undo?.summary ?? null, redo?.summary ?? null];
  };
  const open = async (version: number) => (await ann.get<Job>(`${job}?${at(version)}`)).open_issues;

  const CHOICE = "A decision on issue 1: a row was chosen.";
  const RULE = '2 issues resolved by the rule "exclude".';
  const chosen = await written(`/issues/${id}.1/resolve`, { chosen_row_id: 2 });
  const ruled = await written(`${job}/resolve`, { type: "MISSING_EMAIL", rule: "skip" });

  await t.step("what is next is named, with whom it is about", async () => {
    const state = await ann.get<UndoState>(`${job}/undo?${at(chosen.version)}`);
    assert.deepEqual(await next(ruled.version), [RULE, null]);
    assert.ok(state.undo);
    const entries = await ann.get<HistoryEntry[]>(`${job}/events?kind=decision&order=newest`);
    assert.deepEqual(entries.map(({ summary }) => summary), [CHOICE]);
    const [lee] = entries[0]!.subject!.issues;
    assert.deepEqual([lee!.key, lee!.row_count], ["lee@example.com", 2]);
    assert.deepEqual(lee!.rows.map(({ row_number }) => row_number), [2, 3]);
  });

  await t.step("a step back and forward again", async () => {
    const back = await written(`${job}/undo`);
    assert.deepEqual([back.undone, await open(back.version)], [2, 2]);
    assert.deepEqual(await next(back.version), [CHOICE, RULE]);
    const forward = await written(`${job}/redo`);
    assert.deepEqual([forward.redone, await open(forward.version)], [2, 0]);
    assert.deepEqual(await next(forward.version), [RULE, null]);
  });

  await t.step("another step than the one that was seen is not undone", async () => {
    const answer = await ann.post(`${job}/undo`, { step: 1 });
    assertProblem(answer, 409, "CHANGED_SINCE");
  });

  const made = await ann.post<{ version: number }>(`${job}/finalize`);
  const now = made.body.version;
  await t.step("a moment is looked at, previewed and restored", async () => {
    const [past, issues] = await Promise.all([
      ann.get<Job>(`${job}?at_version=${chosen.version}`),
      ann.get<Issue[]>(`${job}/issues?at_version=${chosen.version}&status=OPEN`),
    ]);
    assert.deepEqual([past.open_issues, issues.length], [2, 2]);
    const asked = { to_version: chosen.version, seen_version: now };
    const preview = await ann.post<RestorePreview>(`${job}/restore/preview`, asked);
    assert.deepEqual(preview.body, { undone: 2, redone: 0, open_issues: 2, list: "withdrawn" });
    const restored = await written(`${job}/restore`, asked);
    assert.equal(restored.list_version, null);
    const job2 = await ann.get<Job>(`${job}?${at(restored.version)}`);
    assert.deepEqual([job2.status, job2.open_issues], ["NEEDS_REVIEW", 2]);
    const [entry] = await ann.get<HistoryEntry[]>(`${job}/events?kind=undo&order=newest&limit=1`);
    assert.equal(entry!.kind, "undo");
    assertProblem(await ann.post(`${job}/restore`, asked), 409, "CHANGED_SINCE");
  });

  await t.step("which is a step itself: it is undone, and the list is created again", async () => {
    const back = await written(`${job}/undo`);
    assert.equal(back.list_version, 2);
    assert.equal((await ann.get<Job>(`${job}?${at(back.version)}`)).contact_count, 1);
  });

  await t.step(
    "the history is told newest first, page by page, by kind and by person",
    async () => {
      const oldest = await ann.get<HistoryEntry[]>(`${job}/events`);
      const newest: HistoryEntry[] = [];
      let path: string | undefined = `${job}/events?order=newest&limit=4`;
      while (path) {
        const { body, headers }: Answer<HistoryEntry[]> = await ann.call(path);
        newest.push(...body);
        path = /<(.*)>/.exec(headers.get("link") ?? "")?.[1];
      }
      assert.deepEqual(newest.toReversed(), oldest);
      const own = await ann.get<HistoryEntry[]>(`${job}/events?actor=${ann.userId}`);
      assert.ok(own.length > 0 && own.every(({ actor }) => actor === ann.userId));
      const system = await ann.get<HistoryEntry[]>(`${job}/events?actor=system`);
      assert.equal(own.length + system.length, oldest.length);
      assertProblem(await ann.call(`${job}/events?kind=nonsense`), 422, "VALIDATION_FAILED");
    },
  );

  await t.step("nobody else sees or moves it", async () => {
    const bob = await ApiClient.register(sharedStack().apiUrl);
    for (const path of ["undo", "events"]) {
      assert.equal((await bob.call(`${job}/${path}`)).status, 404, path);
    }
    for (const path of ["undo", "redo"]) {
      assert.equal((await bob.post(`${job}/${path}`, {})).status, 404, path);
    }
  });
});
