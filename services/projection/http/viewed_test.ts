import assert from "node:assert/strict";
import { permissions } from "../../../contracts/api/permissions.ts";
import * as routes from "../../../contracts/api/routes/mod.ts";
import { seenBy } from "./viewed.ts";

const ID = "0198c0de-0000-7000-8000-000000000001";

Deno.test("viewed: of every query, whether it shows rows, and which are downloads", () => {
  const found = Object.entries(routes)
    .filter(([, { method, path }]) => method === "get" && path.startsWith("/jobs"))
    .map(([name, { path }]) => {
      assert.ok(name in permissions);
      return [name, seenBy(path.replaceAll(/\{\w+\}/g, ID))?.action ?? ""];
    });
  // By hand, so that a new query has its say.
  assert.deepEqual(Object.fromEntries(found), {
    listJobs: "",
    getJob: "",
    streamJob: "",
    getUndo: "rows_viewed",
    listHistory: "rows_viewed",
    listContactLists: "",
    listColumnFills: "",
    listRows: "rows_viewed",
    listRowIds: "rows_viewed",
    listValues: "rows_viewed",
    listIssues: "rows_viewed",
    listContacts: "rows_viewed",
    diffContacts: "rows_viewed",
    explainContact: "rows_viewed",
    downloadContacts: "list_downloaded",
    downloadWorkbook: "list_downloaded",
    downloadJson: "list_downloaded",
    downloadRejected: "rejected_downloaded",
  });
});
