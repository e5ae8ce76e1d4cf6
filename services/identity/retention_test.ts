import assert from "node:assert/strict";
import { anna, identityTest, json } from "./testing/world.ts";

identityTest("a user says how long his jobs are kept, within bounds", async (request) => {
  const { token } = await (await request("/auth/register", anna)).json();
  const headers = { authorization: `Bearer ${token}`, ...json };
  const now = async () => await (await request("/me/retention", undefined, headers)).json();
  const set = (change: unknown) => request("/me/retention", change, headers, "PATCH");
  const usual = { keep_days: 90, keep_unfinished_days: 30, most_days: 365 };
  assert.deepEqual(await now(), usual);

  const set1 = await set({ keep_days: 7 });
  assert.deepEqual(await set1.json(), { ...usual, keep_days: 7 });
  assert.deepEqual(await (await set({ keep_unfinished_days: 1 })).json(), {
    ...{ keep_days: 7, keep_unfinished_days: 1, most_days: 365 },
  });
  assert.deepEqual(await now(), { keep_days: 7, keep_unfinished_days: 1, most_days: 365 });
  for (
    const change of [{ keep_days: 0 }, { keep_days: 366 }, { keep_days: 1.5 }, { keep_days: "7" }]
  ) {
    assert.equal((await set(change)).status, 422, JSON.stringify(change));
  }
  await set({ keep_days: null, keep_unfinished_days: null });
  assert.deepEqual(await now(), usual);
  assert.equal((await request("/me/retention")).status, 401);
});
