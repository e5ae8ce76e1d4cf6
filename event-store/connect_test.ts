import assert from "node:assert/strict";
import { connect } from "./connect.ts";
import { storeTest } from "./testing/accounts.ts";

storeTest(
  "connect: a pool that may only read writes nothing, as its owner too",
  async ({ database }) => {
    const wish = (readOnly: boolean) =>
      connect(database.ownerUrl, { name: "read only", max: 1, readOnly });
    const reader = wish(true), writer = wish(false);
    await assert.rejects(reader`create table kept (id int)`, { code: "25006" });
    await writer`create table kept (id int)`; // negative twin
    assert.deepEqual([...await reader`select * from kept`], []);
    await Promise.all([reader.end(), writer.end()]);
  },
);
