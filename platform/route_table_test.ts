import assert from "node:assert/strict";
import * as routes from "@rollcall/contracts/routes";
import { routeOf, type Upstream, withoutPrefix } from "./route_table.ts";

const id = "0198c0de-0000-7000-8000-000000000001";

const expected: Record<keyof typeof routes, Upstream> = {
  register: "identity",
  login: "identity",
  refresh: "identity",
  logout: "identity",
  listSessions: "identity",
  endSession: "identity",
  listSecurityLog: "identity",
  exportMe: "projection",
  getRetention: "identity",
  setRetention: "identity",
  deleteMe: "identity",
  endSessions: "identity",
  changePassword: "identity",
  updateMe: "identity",
  forgotPassword: "identity",
  resetPassword: "identity",
  sendVerification: "identity",
  changeEmail: "identity",
  confirmEmail: "identity",
  finishRegistration: "identity",
  signInMethods: "identity",
  leaveForProvider: "identity",
  comeBackFromProvider: "identity",
  getSecondFactor: "identity",
  setUpSecondFactor: "identity",
  confirmSecondFactor: "identity",
  renewRecoveryCodes: "identity",
  removeSecondFactor: "identity",
  me: "identity",
  jwks: "identity",
  createJob: "upload",
  previewFile: "upload",
  deleteJob: "upload",
  resolveIssue: "review",
  reopenIssue: "review",
  resolveByRule: "review",
  previewByRule: "review",
  undoBatch: "review",
  finalizeJob: "review",
  editRow: "review",
  previewEdit: "review",
  excludeRows: "review",
  bringBackRows: "review",
  changeRows: "review",
  previewChange: "review",
  listRowIds: "projection",
  listValues: "projection",
  listJobs: "projection",
  getJob: "projection",
  listIssues: "projection",
  listRows: "projection",
  listContacts: "projection",
  downloadContacts: "projection",
  downloadWorkbook: "projection",
  downloadJson: "projection",
  downloadRejected: "projection",
  listColumnFills: "projection",
  listContactLists: "projection",
  diffContacts: "projection",
  explainContact: "projection",
  listHistory: "projection",
  streamJob: "projection",
  getUndo: "projection",
  undoStep: "review",
  redoStep: "review",
  restoreJob: "review",
  previewRestore: "review",
  getOperations: "operations",
  getTrends: "operations",
  listFailedJobs: "operations",
  redrive: "operations",
};

for (const [name, route] of Object.entries(routes)) {
  const upstream = expected[name as keyof typeof routes];
  Deno.test(`gateway: ${route.method} ${route.path} goes to ${upstream}`, () => {
    const path = route.path.replace("{id}", route.path.startsWith("/issues") ? `${id}.1` : id)
      .replace("{batch_id}", id).replace("{contact_id}", "7");
    assert.equal(routeOf(route.method.toUpperCase(), path), upstream);
  });
}

Deno.test("gateway: what no row names is a query, a wrong method included", () => {
  assert.equal(routeOf("GET", "/openapi.json"), "projection");
  assert.equal(routeOf("GET", "/docs"), "projection");
  assert.equal(routeOf("DELETE", "/jobs"), "projection");
  assert.equal(routeOf("POST", "/jobsx"), "projection");
});

Deno.test("gateway: /api is stripped, but only as a whole segment", () => {
  assert.deepEqual(withoutPrefix("/api/jobs"), { path: "/jobs", prefixed: true });
  assert.deepEqual(withoutPrefix("/api"), { path: "/", prefixed: true });
  assert.deepEqual(withoutPrefix("/apiary"), { path: "/apiary", prefixed: false });
  assert.deepEqual(withoutPrefix("/jobs"), { path: "/jobs", prefixed: false });
});
