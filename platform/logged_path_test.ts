import assert from "node:assert/strict";
import { createApp } from "./http.ts";
import { createLog } from "./log.ts";
import { loggedPath } from "./logged_path.ts";

const JOB = "0198c0de-0000-7000-8000-000000000001";

Deno.test("logged paths: those that there are stay as they are", () => {
  const paths = [
    "/",
    "/healthz",
    "/api/jobs",
    `/jobs/${JOB}/contacts.xlsx`,
    `/jobs/${JOB}/rows/bring-back`,
    `/jobs/${JOB}/contacts/12/provenance`,
    `/issues/${JOB}.7/resolution`,
    "/.well-known/jwks.json",
  ];
  for (const path of paths) assert.equal(loggedPath(path), path);
});

Deno.test("logged paths: what may be about a person is left out", () => {
  assert.equal(loggedPath("/jobs/ann@example.com/rows"), "/jobs/…/rows");
  for (
    const part of ["Ann", "ann%40example.com", "ann.lee", "+49301234567", "49301234567", "a b"]
  ) {
    assert.equal(loggedPath(`/${part}`), "/…", part);
  }
});

Deno.test("a log line of a request has no address that its path has", async () => {
  const lines: string[] = [];
  const app = createApp({ log: createLog("gateway", "info", (line) => lines.push(line)) });
  assert.equal((await app.request("/jobs/ann@example.com/rows")).status, 404);
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /\/jobs\/…\/rows/);
});
