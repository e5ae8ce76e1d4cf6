/**
 * A file whose columns are called like parts of every object, through everything that a person can
 * do with it: no value is lost, and none is made up of what objects inherit.
 */
import assert from "node:assert/strict";
import { at, byKey, entriesOf, type RowValues, valueAt } from "@rollcall/contracts";
import type { Contact, ContactChange, Issue, Job, Provenance } from "@rollcall/contracts/api";
import { readXlsx } from "hucre";
import papaparse from "papaparse";
import { type ApiClient, assertProblem } from "./client.ts";

const ODD = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"];

/** Values under the odd headers, by the first letters of a row. */
const odd = (row: string) => ODD.map((header, i) => [header, `${row}${i}`] as const);

const FILE = [
  ["email", "first_name", "last_name", ...ODD],
  ["ann@example.com", "Ann", "Lee", ...odd("a").map(([, value]) => value)],
  ["ann@example.com", "Bob", "Ray", ...odd("b").map(([, value]) => value)],
  ["", "Cy", "Fox", ...odd("c").map(([, value]) => value)],
  ["dan@gmial.com", "Dan", "Gil", ...odd("d").map(([, value]) => value)],
  ["eve@example.com", "Eve", "Ash"],
];

export async function oddHeaders(ann: ApiClient): Promise<void> {
  const job = await ann.import(papaparse.unparse(FILE));
  assert.equal(job.status, "NEEDS_REVIEW", JSON.stringify(job.error));
  assert.deepEqual(job.columns.slice(3).map(({ name }) => name), ODD);
  const read = await ann.rows(job.id);
  assert.deepEqual(entriesOf(read[2]!.data).slice(3), odd("c"));
  assert.equal(at(read[4]!.data, "constructor"), undefined);

  await refusals(ann, job);
  const first = await decide(ann, job, "typed p");
  await lists(ann, job, first);
  await downloads(ann, job);
  const told = await tell(ann, job, `min_version=${first}`);
  await differences(ann, job);
  assert.deepEqual(await tell(ann, job, `at_version=${first}`), told);
  await asRead(ann, job);
}

const issueOf = async (ann: ApiClient, job: Job, type: Issue["type"]) =>
  (await ann.issues(job.id)).find((issue) => issue.type === type)!;

async function refusals(ann: ApiClient, job: Job): Promise<void> {
  const { id } = await issueOf(ann, job, "MISSING_EMAIL");
  const refused = async (data: RowValues, code: string) => {
    const answer = await ann.post(`/issues/${id}/resolve`, { action: "edit", data });
    return assertProblem(answer, 422, code).errors?.[0]?.path;
  };
  const long = byKey([["__proto__", "x".repeat(10_001)]]);
  assert.match(await refused(long, "VALIDATION_FAILED") ?? "", /__proto__$/);
  const none = byKey([["propertyIsEnumerable", "x"]]);
  assert.equal(await refused(none, "UNKNOWN_FIELD"), "body.data.propertyIsEnumerable");
}

/** Merges, edits and takes a suggestion for all; answers with the version of the list. */
async function decide(ann: ApiClient, job: Job, typed: string): Promise<number> {
  const decide = async (type: Issue["type"], decision: unknown) => {
    const { id } = await issueOf(ann, job, type);
    const { status, body } = await ann.post(`/issues/${id}/resolve`, decision);
    assert.equal(status, 200, JSON.stringify(body));
  };
  await decide("DUPLICATE_EMAIL", {
    action: "merge",
    chosen_row_id: 1,
    fields: byKey<unknown>([
      ["__proto__", { from: 2 }],
      ["constructor", { value: "typed c" }],
      ["first_name", { from: 2 }],
    ]),
  });
  const edited = byKey([["email", "cy@example.com"], ["__proto__", typed], ["valueOf", ""]]);
  await decide("MISSING_EMAIL", { action: "edit", data: edited });
  const rule = { type: "EMAIL_TYPO", rule: "take_suggestion" };
  assert.equal((await ann.post(`/jobs/${job.id}/resolve`, rule)).status, 200);
  const { status, body } = await ann.post<{ version: number }>(`/jobs/${job.id}/finalize`);
  assert.equal(status, 200, JSON.stringify(body));
  await ann.get(`/jobs/${job.id}?min_version=${body.version}`);
  return body.version;
}

const MERGED = ["typed c", "b1", "a2", "a3", "a4"];
const EDITED = ["c0", "typed p", "c2", "c3", ""];

async function lists(ann: ApiClient, job: Job, version: number): Promise<void> {
  const contacts = await ann.contacts(job.id, `limit=10&min_version=${version}`);
  const extras = ({ extra }: Contact) => ODD.map((header) => at(extra, header));
  assert.deepEqual(contacts.map(extras), [
    MERGED,
    EDITED,
    odd("d").map(([, value]) => value),
    ODD.map(() => undefined),
  ]);

  const merge = (await issueOf(ann, job, "DUPLICATE_EMAIL")).resolution!;
  assert.deepEqual(ODD.map((key) => at(merge.data!, key)).slice(0, 2), ["typed c", "b1"]);
  assert.deepEqual(ODD.map((key) => at(merge.sources!, key)).slice(0, 2), [undefined, 2]);
  const edit = await issueOf(ann, job, "MISSING_EMAIL");
  assert.equal(valueAt(edit.resolution!.data!, "__proto__"), "typed p");
  assert.equal(valueAt(edit.payload.candidates[0]!.data, "__proto__"), "typed p");

  const origins = async (contact: Contact) => {
    const path = `/jobs/${job.id}/contacts/${contact.id}/provenance`;
    const { fields } = await ann.get<Provenance>(path);
    return new Map(fields.map((origin) => [origin.field, origin]));
  };
  const merged = await origins(contacts[0]!);
  assert.deepEqual(ODD.map((header) => merged.get(header)?.how), [
    ...["edited", "merged", "read", "read", "read"],
  ]);
  assert.deepEqual(merged.get("__proto__")?.raw_row_id, 2);
  const typed = (await origins(contacts[1]!)).get("__proto__")!;
  assert.deepEqual([typed.value, typed.original, typed.how], ["typed p", "c1", "edited"]);
  const eve = await origins(contacts[3]!);
  assert.deepEqual(ODD.filter((header) => eve.has(header)), []);
}

/** What is told of the job, to the letter. */
async function tell(ann: ApiClient, job: Job, moment: string): Promise<string[]> {
  const files = ["contacts", "issues", "rows", "contacts.csv", "contacts.json"];
  return await Promise.all(files.map(async (file) => {
    const response = await fetch(`${ann.apiUrl}/jobs/${job.id}/${file}?${moment}`, {
      headers: { authorization: `Bearer ${ann.token}` },
    });
    assert.equal(response.status, 200, file);
    return await response.text();
  }));
}

async function asRead(ann: ApiClient, job: Job): Promise<void> {
  const then = await ann.issues(job.id, `at_version=${job.version}`);
  const missing = then.find(({ type }) => type === "MISSING_EMAIL")!;
  assert.deepEqual(entriesOf(missing.payload.candidates[0]!.data).slice(3), odd("c"));
}

async function downloads(ann: ApiClient, job: Job): Promise<void> {
  const linesOf = async (file: string) => {
    const { body } = await ann.call<string>(`/jobs/${job.id}/${file}`);
    return papaparse.parse<string[]>(body.trimEnd()).data;
  };
  const [header, ...lines] = await linesOf("contacts.csv");
  assert.deepEqual(header!.slice(6), ODD);
  assert.deepEqual(lines.map((line) => line.slice(6)).slice(0, 2), [MERGED, EDITED]);
  assert.deepEqual(lines.at(-1)!.slice(6), ODD.map(() => ""));

  const left = await linesOf("rejected.csv");
  assert.deepEqual(left[0]!.slice(3, 8), ODD);
  assert.deepEqual(left[1]!.slice(3, 8), odd("b").map(([, value]) => value));

  const list = await ann.get<Contact[]>(`/jobs/${job.id}/contacts.json`);
  assert.deepEqual(list.map(({ extra }) => JSON.stringify(extra)).slice(0, 2), [
    JSON.stringify(byKey<string>(ODD.map((key, i) => [key, MERGED[i]!]))),
    JSON.stringify(byKey<string>(ODD.map((key, i) => [key, EDITED[i]!]))),
  ]);

  const response = await fetch(`${ann.apiUrl}/jobs/${job.id}/contacts.xlsx`, {
    headers: { authorization: `Bearer ${ann.token}` },
  });
  const { sheets: [sheet] } = await readXlsx(await response.arrayBuffer());
  const cells = (row: number) => ODD.map((_, i) => sheet!.rows[row]![6 + i] ?? "");
  assert.deepEqual([cells(0), cells(1), cells(2)], [ODD, MERGED, EDITED]);

  const again = await ann.import(papaparse.unparse([header!, ...lines]));
  const [merged] = await ann.contacts(again.id);
  assert.deepEqual(ODD.map((key) => at(merged!.extra, key)), MERGED);
}

/** The edit is taken back and made anew. */
async function differences(ann: ApiClient, job: Job): Promise<void> {
  const { id } = await issueOf(ann, job, "MISSING_EMAIL");
  const undone = await ann.call(`/issues/${id}/resolution`, { method: "DELETE" });
  assert.equal(undone.status, 200);
  const data = byKey([["email", "cy@example.com"], ["__proto__", "anew"], ["valueOf", ""]]);
  const made = await ann.post(`/issues/${id}/resolve`, { action: "edit", data });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const { body } = await ann.post<{ version: number }>(`/jobs/${job.id}/finalize`);
  const path = `/jobs/${job.id}/contacts/diff?min_version=${body.version}`;
  const [change, ...others] = await ann.get<ContactChange[]>(path);
  assert.deepEqual([change!.fields, others.length], [["__proto__"], 0]);
  assert.equal(valueAt(change!.before!.extra, "__proto__"), "typed p");
  assert.equal(valueAt(change!.after!.extra, "__proto__"), "anew");
}
