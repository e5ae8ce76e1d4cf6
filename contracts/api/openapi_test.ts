import assert from "node:assert/strict";
import { openApiDocument } from "./openapi.ts";
import { permissions, type RouteName } from "./permissions.ts";

const document = openApiDocument("http://localhost:8000");

Deno.test("openapi: every call of the public API is listed", () => {
  const calls = Object.entries(document.paths ?? {})
    .flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`)).sort();
  assert.deepEqual(calls, [
    "delete /auth/sessions",
    "delete /auth/sessions/{id}",
    "delete /issues/{id}/resolution",
    "delete /jobs/{id}",
    "delete /jobs/{id}/batches/{batch_id}",
    "delete /me",
    "get /.well-known/jwks.json",
    "get /auth/me",
    "get /auth/methods",
    "get /auth/provider",
    "get /auth/provider/callback",
    "get /auth/second-factor",
    "get /auth/sessions",
    "get /jobs",
    "get /jobs/{id}",
    "get /jobs/{id}/contacts",
    "get /jobs/{id}/contacts.csv",
    "get /jobs/{id}/contacts.json",
    "get /jobs/{id}/contacts.xlsx",
    "get /jobs/{id}/contacts/columns",
    "get /jobs/{id}/contacts/diff",
    "get /jobs/{id}/contacts/{contact_id}/provenance",
    "get /jobs/{id}/events",
    "get /jobs/{id}/issues",
    "get /jobs/{id}/lists",
    "get /jobs/{id}/rejected.csv",
    "get /jobs/{id}/rows",
    "get /jobs/{id}/rows/ids",
    "get /jobs/{id}/rows/values",
    "get /jobs/{id}/stream",
    "get /jobs/{id}/undo",
    "get /me/export",
    "get /me/retention",
    "get /me/security-log",
    "get /operations",
    "get /operations/failed-jobs",
    "get /operations/trends",
    "patch /auth/me",
    "patch /me/retention",
    "post /auth/email",
    "post /auth/email/confirm",
    "post /auth/email/verify",
    "post /auth/login",
    "post /auth/logout",
    "post /auth/password",
    "post /auth/password/forgot",
    "post /auth/password/reset",
    "post /auth/refresh",
    "post /auth/register",
    "post /auth/register/finish",
    "post /auth/second-factor",
    "post /auth/second-factor/confirm",
    "post /auth/second-factor/recovery-codes",
    "post /auth/second-factor/remove",
    "post /issues/{id}/resolve",
    "post /jobs",
    "post /jobs/preview",
    "post /jobs/{id}/finalize",
    "post /jobs/{id}/redo",
    "post /jobs/{id}/resolve",
    "post /jobs/{id}/resolve/preview",
    "post /jobs/{id}/restore",
    "post /jobs/{id}/restore/preview",
    "post /jobs/{id}/rows/bring-back",
    "post /jobs/{id}/rows/change",
    "post /jobs/{id}/rows/change/preview",
    "post /jobs/{id}/rows/edit",
    "post /jobs/{id}/rows/edit/preview",
    "post /jobs/{id}/rows/exclude",
    "post /jobs/{id}/undo",
    "post /operations/redrive",
  ]);
});

Deno.test("openapi: the shapes are components, shared by name", () => {
  const names = Object.keys(document.components?.schemas ?? {});
  for (const name of ["Job", "Issue", "Decision", "Problem", "Session", "User", "Contact"]) {
    assert(names.includes(name), `${name} is missing among ${names}`);
  }
  // deno-lint-ignore no-explicit-any
  const getJob: any = document.paths?.["/jobs/{id}"]?.get;
  const { schema } = getJob.responses[200].content["application/json"];
  assert.deepEqual(schema, { $ref: "#/components/schemas/Job" });
});

Deno.test("openapi: every reference points to something", () => {
  const text = JSON.stringify(document);
  for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
    assert(document.components?.schemas?.[name ?? ""], `${name} is not a component`);
  }
});

Deno.test("openapi: a route asks for a token unless anybody may call it, and says who may", () => {
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const call of Object.values(item)) {
      const caller = permissions[call.operationId as RouteName];
      assert.equal(call["x-caller"], caller, path);
      assert.equal(call.security?.length > 0, caller !== "anybody", path);
      if (caller === "owner") assert.ok("404" in call.responses, path);
    }
  }
});

Deno.test("openapi: each operation has a name of its own, that of its route", () => {
  const operations = Object.values(document.paths ?? {}).flatMap((item) => Object.values(item));
  const names = operations.map(({ operationId }) => operationId);
  assert.equal(new Set(names).size, operations.length);
  assert(names.includes("createJob") && names.includes("resolveIssue"), String(names));
});
