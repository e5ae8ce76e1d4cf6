import assert from "node:assert/strict";
import { at, byKey, valueAt } from "@rollcall/contracts";
import { Contact, ContactChange, Issue, Job, Provenance, RawRow } from "@rollcall/contracts/api";
import Papa from "papaparse";
import { fact } from "../testing/events.ts";
import {
  columnNamed,
  decision,
  listOf,
  nameless,
  namelessId,
  taken,
} from "../testing/nameless_job.ts";
import { happens, queryTest } from "../testing/query_test.ts";
import type { World } from "../testing/world.ts";

const get = async (world: World, what = "") =>
  await (await world.get(`/jobs/${namelessId}${what}`)).json();
const job = async (world: World) => Job.parse(await get(world));
const issues = async (world: World, query = "") =>
  Issue.array().parse(await get(world, `/issues${query}`));
const lastNames = async (world: World, what: string) =>
  Contact.array().parse(await get(world, what)).map((contact) => contact.last_name);
const lines = async (world: World, what: string) => {
  const text = await (await world.get(`/jobs/${namelessId}/${what}`)).text();
  return Papa.parse<string[]>(text.trimEnd()).data;
};
const kept = decision({ number: 2, action: "keep" });

queryTest(
  "an issue about the file says so, and what could be meant",
  nameless(),
  async (world) => {
    const { issue_counts, conflict_count, open_issues, valid_rows, mapping } = await job(world);
    assert.deepEqual(issue_counts, {
      MISSING_LAST_NAME: { open: 1, total: 1 },
      MISSING_EMAIL: { open: 1, total: 1 },
    });
    assert.deepEqual([conflict_count, open_issues, valid_rows], [2, 2, 4]);
    assert.deepEqual(mapping, { email: "E-Mail", first_name: "First Name" });
    const [ofFile, ofRow] = await issues(world);
    assert.deepEqual([ofFile!.key, ofFile!.payload], ["file", {
      candidates: [],
      candidate_count: 5,
      scope: "file",
      field: "last_name",
      columns: [{ column: "Tribe", header: "Tribe", filled: 4, samples: ["Lee", "Ray", "Fox"] }],
    }]);
    assert.deepEqual(Object.keys(ofRow!.payload), ["candidates", "candidate_count"]);
  },
);

queryTest(
  "a column that was named is the field wherever rows are seen",
  nameless(),
  async (world) => {
    await happens(world, [columnNamed(), kept, listOf([1, 2, 4, 5])]);
    const [ofFile, ofRow] = await issues(world);
    assert.deepEqual([ofFile!.status, ofFile!.resolution!.action], ["RESOLVED", "use_column"]);
    assert.equal(ofFile!.resolution!.column, "Tribe");
    assert.equal(valueAt(ofRow!.payload.candidates[0]!.data, "last_name"), "Hay");
    assert.equal((await job(world)).mapping.last_name, "Tribe");
    const rows = RawRow.array().parse(await get(world, "/rows"));
    assert.deepEqual(rows.map(({ data }) => valueAt(data, "last_name")), [
      " Lee",
      "Ray",
      "Fox",
      "Hay",
      "",
    ]);
    assert.equal(valueAt(rows[0]!.data, "Tribe"), " Lee", "the column stays what it was");
    assert.deepEqual(await lastNames(world, "/contacts"), ["Lee", "Ray", "Hay", ""]);
    const csv = await lines(world, "contacts.csv");
    const at = csv[0]!.indexOf("last_name");
    assert.deepEqual(csv.map((line) => line[at]), ["last_name", "Lee", "Ray", "Hay", ""]);
    const rejected = await lines(world, "rejected.csv");
    assert.deepEqual(rejected, [
      ["E-Mail", "First Name", "Tribe", "rollcall_row", "rollcall_reason"],
      ["bob@x.org", "Bob", "Fox", "4", "repeats row 3"],
    ]);
  },
);

queryTest("whose decision a column was is told with its values", nameless(), async (world) => {
  await happens(world, [columnNamed(), kept, listOf([1, 2, 3, 4, 5])]);
  const explained = Provenance.parse(await get(world, "/contacts/1/provenance"));
  const { at: when, ...origin } = explained.fields.find(({ field }) => field === "last_name")!;
  assert.deepEqual(origin, {
    field: "last_name",
    value: "Lee",
    raw_row_id: 1,
    row_number: 2,
    header: "Tribe",
    original: " Lee",
    how: "chosen_column",
    issue_id: `${namelessId}.1`,
    by: "user-1",
    reason: 'From the column "Tribe" of row 2, which you chose for all rows.',
  });
  assert.ok(when);
});

queryTest(
  "an edit goes over the column, and stays where the column is taken back",
  nameless(),
  async (world) => {
    const edit = fact("IssuesResolved", {
      jobId: namelessId,
      rule: null,
      batchId: null,
      resolutions: [{ number: 2, action: "edit" }],
    }, {
      edits: [{ number: 2, rowId: 4, values: byKey({ email: "cyd@x.org", last_name: "Typed" }) }],
    });
    await happens(world, [edit, columnNamed(), listOf([1, 4])]);
    assert.deepEqual(await lastNames(world, "/contacts"), ["Lee", "Typed"]);
    await happens(world, [taken(1), decision({ number: 1, action: "keep" }), listOf([1, 4], 2)]);
    assert.deepEqual(await lastNames(world, "/contacts"), ["", "Typed"]);
    assert.deepEqual(await lastNames(world, "/contacts?list_version=1"), ["Lee", "Typed"]);
    const changes = ContactChange.array().parse(await get(world, "/contacts/diff"));
    assert.deepEqual(changes.map(({ change, fields }) => [change, fields]), [["changed", [
      "last_name",
    ]]]);
  },
);

queryTest("the past has the column that held then", nameless(), async (world) => {
  const named = await happens(world, [columnNamed(), kept, listOf([1, 2])]);
  await happens(world, [taken(1)]);
  const rows = async (query: string) =>
    RawRow.array().parse(await get(world, `/rows${query}`)).map(({ data }) =>
      at(data, "last_name")
    );
  assert.deepEqual(await rows(""), Array(5).fill(undefined));
  assert.deepEqual((await rows(`?at_version=${named}`))[1], "Ray");
  assert.deepEqual(await lastNames(world, `/contacts?at_version=${named}`), ["Lee", "Ray"]);
  const [now] = await issues(world), [then] = await issues(world, `?at_version=${named}`);
  assert.deepEqual([now!.status, then!.resolution!.column], ["OPEN", "Tribe"]);
});

queryTest("where all rows were excluded, each says why", nameless(), async (world) => {
  await happens(world, [
    decision({ number: 1, action: "skip" }, { number: 2, action: "skip", via: 1 }),
    listOf([]),
  ]);
  const reasons = (await lines(world, "rejected.csv")).slice(1).map((line) => line.at(-1));
  const ofFile = "excluded by you: the file has no last names";
  assert.deepEqual(reasons, [ofFile, ofFile, ofFile, `${ofFile}, no e-mail address`, ofFile]);
  assert.equal((await job(world)).contact_count, 0);
});

queryTest("where all rows were kept, a contact says so", nameless(), async (world) => {
  await happens(world, [decision({ number: 1, action: "keep" }), kept, listOf([1, 2, 4, 5])]);
  const { reason, issue_id } = Provenance.parse(await get(world, "/contacts/1/provenance"));
  assert.equal(reason, "the only row of this address, kept without a last name");
  assert.equal(issue_id, `${namelessId}.1`);
});
