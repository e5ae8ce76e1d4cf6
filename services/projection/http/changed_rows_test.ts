/** Rows that were changed or excluded though no issue asks for it: what every answer says of them. */
import assert from "node:assert/strict";
import { byKey, type Fact, keysOf, valueAt } from "@rollcall/contracts";
import {
  type ColumnFill,
  ColumnValues,
  Contact,
  HistoryEntry,
  Job,
  type Provenance,
  RawRow,
  RowIdsFound,
} from "@rollcall/contracts/api";
import { fact } from "../testing/events.ts";
import { happens, problem, queryTest } from "../testing/query_test.ts";
import { finalized, jobId, needsReview, resolved } from "../testing/reviewed_job.ts";
import type { World } from "../testing/world.ts";

const batchOf = (number: number) => `0198c0de-0000-4000-8000-0000000000c${number}`;
const told = (number: number, rowIds: string, rowCount: number) => {
  return { jobId, number, batchId: batchOf(number), rowIds, rowCount, before: 0, total: rowCount };
};

const edited = fact("RowsEdited", { ...told(1, "1", 1), operation: null }, {
  edits: [{ rowId: 1, values: byKey({ company: "Acme", phone: "030 1" }), phone: "+49301" }],
});
const trimmed = fact("RowsEdited", { ...told(2, "4-5", 2), operation: "case" }, {
  edits: [
    { rowId: 4, values: byKey({ company: "ACME" }) },
    { rowId: 5, values: byKey({ company: "acme." }) },
  ],
});
const excluded = fact("RowsExcluded", told(3, "4,6", 2));
const back = fact("RowsBroughtBack", told(4, "6", 1));
const undo = (number: number, change: "edited" | "excluded" | "brought back", rowCount: number) =>
  fact("RowsChangeUndone", { jobId, number, batchId: batchOf(number), change, rowCount });

const list = (listVersion: number, rowIds: string) => {
  const { data, ...rest } = finalized(jobId, listVersion) as Extract<
    Fact,
    { type: "JobFinalized" }
  >;
  const contactCount = rowIds.split(",").length;
  return { ...rest, data: { ...data, rowIds, contactCount, mergedCount: 0 } };
};

const read = async <T>(world: World, path: string): Promise<T> =>
  await (await world.get(`/jobs/${jobId}${path}`)).json();
const rowsOf = async (world: World, query = "") =>
  RawRow.array().parse(await read(world, `/rows${query}`));
const idsOf = async (world: World, query: string) =>
  (await rowsOf(world, query)).map((row) => row.raw_row_id);

const done = [...needsReview(), ...resolved(), finalized()];

queryTest("an edit shows at once, puts the list aside, and is undone", done, async (world) => {
  assert.equal(Job.parse(await read(world, "")).status, "COMPLETED");
  const position = await happens(world, [edited]);
  const job = Job.parse(await read(world, ""));
  assert.deepEqual([job.status, job.list_version, job.open_issues], ["NEEDS_REVIEW", null, 0]);
  const [first] = await rowsOf(world);
  assert.deepEqual(
    [first!.now!.data["company" as never], first!.now!.normalized_phone],
    ["Acme", "+49301"],
  );
  assert.deepEqual(await idsOf(world, "?filter=company:is:acme"), [1]);
  const before = await rowsOf(world, `?at_version=${position - 1}`);
  assert.equal(before[0]!.now, null, "the past stays as it was");
  await happens(world, [undo(1, "edited", 1)]);
  assert.equal((await rowsOf(world))[0]!.now, null);
  const then = await rowsOf(world, `?at_version=${position}`);
  assert.equal(then[0]!.now!.data["company" as never], "Acme");
});

queryTest(
  "edited rows are made once for searches, and anew after an edit or an undo",
  done,
  async (world) => {
    const { editedCells } = world;
    const search = () => idsOf(world, "?q=acme");
    const before = await search();
    await happens(world, [edited]);
    assert.deepEqual(await search(), [...new Set([...before, 1])].sort());
    const kept = editedCells.kept;
    assert.deepEqual(await search(), [...new Set([...before, 1])].sort());
    assert.equal(editedCells.kept, kept, "nothing is made twice");
    await happens(world, [undo(1, "edited", 1)]);
    assert.deepEqual(await search(), before);
  },
);

queryTest("the next list has what was changed, and says by whom", [
  ...done,
  edited,
  trimmed,
  list(2, "1,3,4,5,6"),
], async (world) => {
  const contacts = Contact.array().parse(await read(world, "/contacts"));
  assert.deepEqual(contacts.map(({ company }) => company), [
    "Acme",
    "Engines Ltd",
    "ACME",
    "acme.",
    "Engines Ltd",
  ]);
  const originOf = async (id: number) => {
    const { fields } = await read<Provenance>(world, `/contacts/${id}/provenance`);
    const { how, issue_id, by, reason } = fields.find(({ field }) => field === "company")!;
    return [how, issue_id, by, reason];
  };
  assert.deepEqual(await originOf(1), ["edited", null, "user-1", "Typed by you."]);
  assert.deepEqual(await originOf(4), [
    "edited",
    null,
    "user-1",
    "You had it given another case.",
  ]);
  const former = Contact.array().parse(await read(world, "/contacts?list_version=1"));
  assert.equal(former[0]!.company, "Engines Ltd");
  const changes = await read<{ change: string }[]>(world, "/contacts/diff");
  assert.deepEqual(changes.map(({ change }) => change), ["changed", "changed", "changed"]);
});

queryTest("an excluded row says so, whether a list stands or not", [
  ...done,
  excluded,
  back,
], async (world) => {
  const isOut = async (query = "") =>
    (await rowsOf(world, query)).filter((row) => row.excluded).map((row) => row.raw_row_id);
  assert.deepEqual(await isOut(), [4]);
  assert.deepEqual(await idsOf(world, "?filter=state:is:excluded"), [4], "without a list");
  await happens(world, [list(2, "1,3,5,6")]);
  const rows = await rowsOf(world, "?filter=state:is:excluded&reasons=true");
  assert.deepEqual(rows.map(({ raw_row_id, reason }) => [raw_row_id, reason]), [
    [2, "another row of ann@example.com was chosen: row 4"],
    [4, "excluded by you"],
  ]);
  const rejected = await (await world.get(`/jobs/${jobId}/rejected.csv`)).text();
  assert.match(rejected, /"5","excluded by you"/);
  const position = await happens(world, [undo(4, "brought back", 1)]);
  assert.deepEqual(await isOut(), [4, 6]);
  await happens(world, [undo(3, "excluded", 2)]);
  assert.deepEqual(await isOut(), []);
  assert.deepEqual(await isOut(`?at_version=${position}`), [4, 6]);
});

queryTest("a change is one line of the history, however many events it is", [
  ...needsReview(),
  fact("RowsEdited", { ...told(1, "1-2", 2), operation: "trim", total: 3 }, { edits: [] }),
  fact("RowsEdited", { ...told(1, "3", 1), operation: "trim", before: 2, total: 3 }, {
    edits: [],
  }),
  undo(1, "edited", 3),
  excluded,
], async (world) => {
  const entries = HistoryEntry.array().parse(await read(world, "/events?limit=100"));
  const last = entries.slice(-3).map(({ summary, batch_id }) => [summary, batch_id]);
  assert.deepEqual(last, [
    ["3 rows were trimmed.", batchOf(1)],
    ["It was undone that 3 rows were edited.", batchOf(1)],
    ["2 rows were excluded.", batchOf(3)],
  ]);
});

queryTest("who made a change is told of all its rows", [
  ...done,
  fact("RowsEdited", { ...told(1, "1", 1), operation: "trim", total: 2 }, {
    edits: [{ rowId: 1, values: byKey({ company: "One" }) }],
  }),
  fact("RowsEdited", { ...told(1, "5", 1), operation: "trim", before: 1, total: 2 }, {
    edits: [{ rowId: 5, values: byKey({ company: "Five" }) }],
  }),
  list(2, "1,3,4,5,6"),
], async (world) => {
  for (const id of [1, 5]) {
    const { fields } = await read<Provenance>(world, `/contacts/${id}/provenance`);
    const { by, at } = fields.find(({ field }) => field === "company")!;
    assert.deepEqual([by, at?.slice(0, 2)], ["user-1", "20"]);
  }
});

/** A split of two rows' values into columns that the file does not have. */
const split = fact("RowsEdited", { ...told(1, "1,4", 2), operation: "split" }, {
  edits: [
    { rowId: 1, values: byKey({ Street: "Main St", City: "Oslo" }) },
    { rowId: 4, values: byKey({ Street: "Hill", City: "Åre" }) },
  ],
});

queryTest("a column that a change has added is one like any other", [
  ...done,
  split,
  list(2, "1,4"),
], async (world) => {
  const job = Job.parse(await read(world, ""));
  assert.deepEqual(job.added_columns, ["Street", "City"]);
  assert.ok(!job.columns.some(({ name }) => name === "Street"), "the file does not have it");
  const [first] = await rowsOf(world);
  assert.deepEqual(keysOf(first!.now!.data).slice(-2), ["Street", "City"]);
  assert.deepEqual(await idsOf(world, "?filter=City:is:oslo"), [1]);
  assert.deepEqual((await idsOf(world, "?sort=-Street")).slice(0, 2), [1, 4]);
  assert.deepEqual(await idsOf(world, "?q=hill"), [4]);
  const { distinct, empty } = await read<ColumnValues>(world, "/rows/values?column=City");
  assert.deepEqual([distinct, empty], [2, 4]);

  const contacts = Contact.array().parse(await read(world, "/contacts?filter=City:filled"));
  assert.deepEqual(contacts.map(({ extra }) => valueAt(extra, "Street")), ["Main St", "Hill"]);
  const fills = await read<ColumnFill[]>(world, "/contacts/columns");
  const ofCity = fills.find(({ name }) => name === "City")!;
  assert.deepEqual([ofCity.field, ofCity.filled, ofCity.distinct], [null, 2, 2]);
  const fileOf = async (name: string) => {
    const [header, line] = (await (await world.get(`/jobs/${jobId}/${name}`)).text()).split("\r\n");
    return [header!.replaceAll('"', "").split(","), line] as const;
  };
  const [header, line] = await fileOf("contacts.csv");
  assert.deepEqual(header.slice(-2), ["Street", "City"]);
  assert.match(line!, /"Main St","Oslo"$/);
  const [rejected] = await fileOf("rejected.csv");
  assert.deepEqual(rejected.slice(-4, -2), ["Street", "City"]);
  const former = await (await world.get(`/jobs/${jobId}/contacts.csv?list_version=1`)).text();
  assert.doesNotMatch(former, /Street/, "the list before did not have it");
  const { fields } = await read<Provenance>(world, "/contacts/1/provenance");
  assert.equal(fields.find(({ field }) => field === "City")?.how, "edited");
  const [{ fields: differing } = { fields: [] }] = await read<{ fields: string[] }[]>(
    world,
    "/contacts/diff",
  );
  assert.deepEqual(differing, ["Street", "City"]);
});

queryTest("undoing the change takes its columns away, but not from the past", [
  ...done,
  split,
], async (world) => {
  const { version } = Job.parse(await read(world, ""));
  await happens(world, [undo(1, "edited", 2), list(2, "1,4")]);
  assert.equal(Job.parse(await read(world, "")).added_columns, undefined);
  const csv = await (await world.get(`/jobs/${jobId}/contacts.csv`)).text();
  assert.doesNotMatch(csv, /Street/);
  await problem(await world.get(`/jobs/${jobId}/rows?filter=City:filled`), 422);
  const then = `at_version=${version}`;
  assert.deepEqual(Job.parse(await read(world, `?${then}`)).added_columns, ["Street", "City"]);
  const [first] = await rowsOf(world, `?${then}`);
  assert.equal(valueAt(first!.now!.data, "City"), "Oslo");
});

queryTest("what a search finds is told as a set of rows", [...done, edited], async (world) => {
  const found = async (query: string) => RowIdsFound.parse(await read(world, `/rows/ids${query}`));
  const { version } = Job.parse(await read(world, ""));
  assert.deepEqual(await found(""), { raw_row_ids: "1-6", rows: 6, version });
  assert.deepEqual(await found("?filter=company:is:engines ltd"), {
    raw_row_ids: "2-6",
    rows: 5,
    version,
  });
  assert.deepEqual(await found("?q=nobody"), { raw_row_ids: "", rows: 0, version });
  await problem(await world.get(`/jobs/${jobId}/rows/ids?filter=shoe:is:x`), 422);
});

queryTest("the values of a column are counted, and near-equal ones told", [
  ...done,
  edited,
  trimmed,
], async (world) => {
  const valuesOf = async (query: string) =>
    ColumnValues.parse(await read(world, `/rows/values?column=${query}`));
  const { version: _, ...company } = await valuesOf("company");
  assert.deepEqual(company, {
    distinct: 4,
    empty: 0,
    long: 0,
    values: [
      { value: "Engines Ltd", rows: 3 },
      { value: "ACME", rows: 1 },
      { value: "Acme", rows: 1 },
      { value: "acme.", rows: 1 },
    ],
    clusters: [[
      { value: "ACME", rows: 1 },
      { value: "Acme", rows: 1 },
      { value: "acme.", rows: 1 },
    ]],
  });
  const some = await valuesOf("company&filter=company:contains:acme");
  assert.deepEqual([some.distinct, some.values.length], [3, 3]);
  const first = await valuesOf("first_name");
  assert.deepEqual([first.distinct, first.empty], [5, 1]);
  assert.equal((await valuesOf("job_title")).empty, 6, "a field without a column");
  await problem(await world.get(`/jobs/${jobId}/rows/values?column=shoe`), 422);
});
