import assert from "node:assert/strict";
import { connect } from "@rollcall/event-store";
import { createDatabase } from "../../tests/harness/postgres.ts";
import { firstRole, readLogins } from "./logins.ts";
import { migrate } from "./migrate.ts";

/** The variables that the operator's task gets, on the test run's server. */
function variablesFor(ownerUrl: string, suffix: string, serviceLogin: string) {
  const owner = new URL(ownerUrl);
  return {
    DATABASE_HOST: owner.hostname,
    DATABASE_PORT: owner.port,
    DATABASE_NAME: owner.pathname.slice(1),
    DATABASE_SSLMODE: "disable",
    OWNER_USERNAME: owner.username,
    OWNER_PASSWORD: decodeURIComponent(owner.password),
    SERVICES_USERNAME: serviceLogin,
    SERVICES_PASSWORD: "s&cret",
    IDENTITY_USERNAME: `identity_${suffix}`,
    IDENTITY_PASSWORD: "another",
  };
}

Deno.test("migrate: an empty database becomes one that services can use", async () => {
  const database = await createDatabase();
  const suffix = crypto.randomUUID().slice(0, 8);
  const variables = variablesFor(database.ownerUrl, suffix, `services_${suffix}`);
  const logins = readLogins(variables);
  const owner = connect(database.ownerUrl, { name: "test", max: 1 });
  const services = connect(logins.services, { name: "test", max: 1 });
  const identity = connect(logins.identity, { name: "test", max: 1 });
  try {
    await migrate(logins);
    await migrate(logins);
    assert.equal((await services`select count(*) as n from event_store.event`)[0]!.n, 0);
    assert.equal((await services`select count(*) as n from read_models.jobs`)[0]!.n, 0);
    assert.equal((await services`select count(*) as n from upload.kept_file`)[0]!.n, 0);
    assert.equal((await identity`select count(*) as n from identity.account`)[0]!.n, 0);
    await assert.rejects(services`select 1 from identity.account`, /permission denied/);
    await assert.rejects(services`delete from event_store.event`, /permission denied/);

    // AWS has rotated: a second role, member of the first. Migrations go on granting to the first.
    await owner.unsafe(`create role services_${suffix}_clone login password 's&cret';
      grant services_${suffix} to services_${suffix}_clone`);
    const rotated = readLogins(variablesFor(database.ownerUrl, suffix, `services_${suffix}_clone`));
    await migrate(rotated);
    const clone = connect(rotated.services, { name: "test", max: 1 });
    assert.equal((await clone`select count(*) as n from event_store.event`)[0]!.n, 0);
    await clone.end();
  } finally {
    await Promise.all([services, identity].map((sql) => sql.end({ timeout: 1 })));
    await owner.unsafe(`
      drop owned by services_${suffix}, identity_${suffix};
      drop role if exists services_${suffix}_clone, services_${suffix}, identity_${suffix}`);
    await owner.end();
    await database.drop();
  }
});

Deno.test("logins: a missing variable is named; the second role is distinguished from the first", () => {
  assert.throws(() => readLogins({}), /DATABASE_HOST is missing/);
  const first = "postgres://rollcall:x@h:5432/d";
  assert.equal(firstRole("postgres://rollcall_clone:x@h:5432/d"), first);
  assert.equal(firstRole(first), first);
  const { owner } = readLogins({
    ...variablesFor("postgres://o:p@db:5432/name", "x", "s"),
    DATABASE_SSLMODE: "",
  });
  assert.match(owner, /sslmode=verify-full$/);
});
