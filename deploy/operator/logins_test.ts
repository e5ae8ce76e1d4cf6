import assert from "node:assert/strict";
import { logins, roleOf } from "../../platform/manifest.ts";
import { readLogins } from "./logins.ts";

/** The variables that the operator's task gets. */
const variables = {
  DATABASE_HOST: "db",
  DATABASE_NAME: "name",
  OWNER_USERNAME: "owner",
  OWNER_PASSWORD: "s&cret",
  ...Object.fromEntries([...logins.keys()].flatMap((name) => [
    [`${name.toUpperCase()}_USERNAME`, roleOf(name)],
    [`${name.toUpperCase()}_PASSWORD`, `p/${name}`],
  ])),
};

Deno.test("logins: each login's name and password make its URL, which verifies the server", () => {
  const { owner, logins: found, urlOf } = readLogins(variables);
  assert.equal(owner, "postgres://owner:s%26cret@db:5432/name?sslmode=verify-full");
  assert.deepEqual([...found.keys()], [...logins.keys()]);
  assert.equal(
    urlOf("projection"),
    "postgres://rollcall_projection:p%2Fprojection@db:5432/name?sslmode=verify-full",
  );
});

Deno.test("logins: a missing variable is named", () => {
  assert.throws(() => readLogins({}), /OWNER_USERNAME is missing|_USERNAME is missing/);
  assert.throws(
    () => readLogins({ ...variables, RELAY_PASSWORD: "" }),
    /RELAY_PASSWORD is missing/,
  );
});
