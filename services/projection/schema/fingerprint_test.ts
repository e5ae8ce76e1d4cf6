import assert from "node:assert/strict";
import { published } from "@rollcall/contracts";
import { fold } from "../fold/fold.ts";
import { fingerprint, fingerprintOf } from "./fingerprint.ts";
import { golden } from "./golden.ts";
import { createTables } from "./tables.ts";

const ddl = createTables("read_models");

Deno.test("fingerprint: the same fold and tables have the same one", () => {
  assert.match(fingerprint, /^[0-9a-f]{64}$/);
  assert.equal(fingerprintOf(fold, ddl), fingerprint);
});

Deno.test("fingerprint: every type of event is in the golden history", () => {
  const types = new Set(golden.map((event) => event.type as string));
  assert.deepEqual(published.map(({ type }) => type).filter((type) => !types.has(type)), []);
});

Deno.test("fingerprint: a column, an index or a type more is another", () => {
  assert.notEqual(
    fingerprintOf(fold, ddl.replace("status            text", "status varchar")),
    fingerprint,
  );
  assert.notEqual(
    fingerprintOf(fold, `${ddl} create index x on read_models.jobs (id);`),
    fingerprint,
  );
});

Deno.test("fingerprint: a comment or white space in the tables is the same", () => {
  const told = ddl.replace("create table", "-- a remark\n\n  create table");
  assert.equal(fingerprintOf(fold, told), fingerprint);
});

Deno.test("fingerprint: a fold that answers any golden event otherwise is another", () => {
  const changed: (typeof fold)[] = [
    (state, events) => ({ ...fold(state, events), history: [] }),
    (state, events) => {
      const changes = fold(state, events);
      const jobs = changes.jobs.map((job) =>
        job.status === "FAILED" ? { ...job, progress: 1 } : job
      );
      return { ...changes, jobs };
    },
    (state, events) => fold(state, events.filter((event) => event.type !== "JobRetried")),
    (state, events) => {
      const changes = fold(state, events);
      return { ...changes, edits: changes.edits.map((edit) => ({ ...edit, ordinal: 0 })) };
    },
  ];
  const found = new Set([fingerprint, ...changed.map((other) => fingerprintOf(other, ddl))]);
  assert.equal(found.size, changed.length + 1);
});
