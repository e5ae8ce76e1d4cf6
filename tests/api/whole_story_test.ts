/**
 * One file from the first look at it to its deletion, over the public API: read as the person says,
 * looked at before, decided in every way, undone in any order, finalised twice, explained, compared,
 * downloaded in every form, mended and brought again, deleted for good.
 */
import assert from "node:assert/strict";
import { valueAt } from "@rollcall/contracts";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type {
  Contact,
  ContactChange,
  ContactList,
  FilePreview,
  Issue,
  Job,
  Provenance,
} from "@rollcall/contracts/api";
import { readXlsx } from "hucre";
import papaparse from "papaparse";
import { type SharedStack, sharedStack } from "../harness/shared_stack.ts";
import { until } from "../harness/until.ts";
import { encoded } from "../shapes/write.ts";
import { type Answer, ApiClient, assertProblem } from "./client.ts";

const FILE = encoded(
  `Kundenliste;;;;;
E-Mail;Vorname;Nachname;Telefon;Firma;Größe
ann.lee@gmail.com;Ann;Lee;030 901820;Acme;L
annlee+news@gmail.com;Anna;Lee;;Acme GmbH;M
bob@example.com;Bob;Ray;;;S
info@example.com;Cyd;Fox;;;S
info@example.com;Dan;Gil;030 901821;Contoso;XL
eve@gmial.com;Eve;Hunt;;;
;Fay;Ivy;;;
gus@;Gus;Jäger;;;
kay@example.com;=1+1;Kay;;;
`,
  "windows-1252",
);
const HOW = { encoding: "windows-1252", delimiter: ";", region: "DE", fold_gmail: "true" };
const FIELDS = { mapping: JSON.stringify({ phone: "Telefon", job_title: null }) };

interface Written {
  version: number;
}
type Bulk = Written & { resolved: number; batch_id: string };

Deno.test("the whole story of a file, over the API", async (t) => {
  const stack = sharedStack();
  const ann = new Person(await ApiClient.register(stack.apiUrl));
  await tell(t, stack, ann);
});

async function tell(t: Deno.TestContext, stack: SharedStack, ann: Person): Promise<void> {
  const { client } = ann;
  const options = { name: "kunden.csv", form: { ...HOW, ...FIELDS } };

  await t.step("a preview says how it would be read, and stores nothing", async () => {
    const { status, body } = await client.send<FilePreview>("/jobs/preview", FILE, options);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.problem, null);
    assert.deepEqual([body.encoding, body.delimiter, body.header_row], ["windows-1252", ";", 2]);
    assert.equal(body.mapping.email, "E-Mail");
    const [first] = body.columns;
    assert.deepEqual([first?.field, first?.samples[0]], ["email", "ann.lee@gmail.com"]);
    assert.deepEqual(await client.get("/jobs"), []);
  });

  await t.step(
    "it is read as the person says, and asks what the machine cannot resolve",
    async () => {
      const { status, body } = await client.upload(FILE, options);
      assert.equal(status, 201, JSON.stringify(body));
      ann.job = await client.atRest(body.id);
      const { job } = ann;
      assert.deepEqual([job.status, job.total_rows, job.valid_rows], ["NEEDS_REVIEW", 9, 7]);
      assert.deepEqual([job.region, job.fold_gmail, job.header_row], ["DE", true, 2]);
      assert.deepEqual(job.issue_counts, {
        DUPLICATE_EMAIL: { open: 2, total: 2 },
        EMAIL_TYPO: { open: 1, total: 1 },
        MISSING_EMAIL: { open: 1, total: 1 },
        INVALID_EMAIL_FORMAT: { open: 1, total: 1 },
      });
      const [row] = await client.rows(job.id);
      assert.deepEqual([row?.row_number, row?.normalized_phone], [3, "+4930901820"]);
    },
  );

  await t.step("two rows become one contact, field by field", async () => {
    const issue = await ann.issue("DUPLICATE_EMAIL", "ann");
    const foreign = { action: "merge", fields: { company: { from: 5 } } };
    assertProblem(await ann.decide(issue, foreign), 422);
    await ann.must(ann.decide(issue, {
      action: "merge",
      chosen_row_id: 1,
      fields: { company: { from: 2 }, last_name: { value: "Lee-Kay" } },
    }));
    const { resolution } = await ann.issue("DUPLICATE_EMAIL", "ann");
    assert.deepEqual([resolution?.action, resolution?.chosen_row_id], ["merge", 1]);
    assert.deepEqual(resolution?.sources, { company: 2 });
  });

  await t.step("a suggestion is taken", async () => {
    const issue = await ann.issue("EMAIL_TYPO");
    assert.equal(issue.payload.suggestion?.value, "eve@gmail.com");
    await ann.must(ann.decide(issue, { action: "take_suggestion" }));
    const { status, resolution } = await ann.issue("EMAIL_TYPO");
    assert.equal(status, "RESOLVED");
    assert.equal(valueAt(resolution!.data!, "email"), "eve@gmail.com");
  });

  await t.step("a rule says what it would do, does it, and is undone as one", async () => {
    const rule = { type: "DUPLICATE_EMAIL", rule: "first" };
    const preview = await client.post<{ resolves: number; samples: unknown[] }>(
      `${ann.path}/resolve/preview`,
      rule,
    );
    assert.equal(preview.status, 200, JSON.stringify(preview.body));
    assert.deepEqual([preview.body.resolves, preview.body.samples.length], [1, 1]);
    assert.equal((await ann.issue("DUPLICATE_EMAIL", "info")).status, "OPEN");

    const bulk = await ann.must<Bulk>(client.post(`${ann.path}/resolve`, rule));
    assert.equal(bulk.resolved, 1);
    const undo = () =>
      client.call<Written & { reopened: number }>(`${ann.path}/batches/${bulk.batch_id}`, {
        method: "DELETE",
      });
    assert.equal((await ann.must(undo())).reopened, 1);
    assert.equal((await ann.issue("DUPLICATE_EMAIL", "info")).status, "OPEN");
    assertProblem(await undo(), 409);
    await ann.must(client.post<Bulk>(`${ann.path}/resolve`, { ...rule, rule: "most_complete" }));
  });

  await t.step("finalising is refused while anything is open, then fixes the list", async () => {
    assertProblem(await client.post(`${ann.path}/finalize`), 409, "ISSUES_OPEN");
    for (const type of ["MISSING_EMAIL", "INVALID_EMAIL_FORMAT"]) {
      await ann.must(client.post<Bulk>(`${ann.path}/resolve`, { type, rule: "skip" }));
    }
    const done = await ann.finalize();
    assert.deepEqual([done.contact_count, done.list_version], [5, 1]);
    assert.deepEqual(await ann.emails(), [
      ...["ann.lee@gmail.com", "bob@example.com", "info@example.com", "eve@gmail.com"],
      "kay@example.com",
    ]);
    const [first] = await ann.contacts();
    assert.deepEqual([first?.company, first?.last_name], ["Acme GmbH", "Lee-Kay"]);
    assert.deepEqual([first?.phone, first?.extra], ["+4930901820", { Größe: "L" }]);
  });

  await t.step("a decision is undone after that; the former list stays to be read", async () => {
    const issue = await ann.issue("DUPLICATE_EMAIL", "info");
    await ann.must(client.call<Written>(`/issues/${issue.id}/resolution`, { method: "DELETE" }));
    const job = await client.get<Job>(`${ann.path}?min_version=${ann.version}`);
    assert.deepEqual([job.status, job.open_issues], ["NEEDS_REVIEW", 1]);
    assertProblem(await client.call(`${ann.path}/contacts`), 409, "NOT_FINALIZED");
    assert.equal((await ann.contacts("&list_version=1")).length, 5);
  });

  await t.step("finalised again it is another version, and the difference is told", async () => {
    await ann.must(ann.decide(await ann.issue("DUPLICATE_EMAIL", "info"), { action: "keep" }));
    const done = await ann.finalize();
    assert.deepEqual([done.contact_count, done.list_version], [6, 2]);
    const lists = await client.get<ContactList[]>(`${ann.path}/lists?min_version=${ann.version}`);
    assert.deepEqual(
      lists.map(({ list_version, contact_count, current }) => [
        list_version,
        contact_count,
        current,
      ]),
      [[2, 6, true], [1, 5, false]],
    );
    assert.deepEqual([lists[0]?.added, lists[0]?.removed, lists[0]?.changed], [1, 0, 0]);
    const changes = await client.get<ContactChange[]>(`${ann.path}/contacts/diff`);
    assert.deepEqual(
      changes.map(({ change, before, after }) => [change, before, after?.first_name]),
      [["added", null, "Cyd"]],
    );
  });

  await t.step("a contact says why it is there, and where each value is from", async () => {
    const [contact] = await ann.contacts();
    const why = await client.get<Provenance>(`${ann.path}/contacts/${contact!.id}/provenance`);
    assert.deepEqual([why.raw_row_id, why.row_number], [1, 3]);
    assert.deepEqual(why.merged.map(({ row_number }) => row_number), [4]);
    const of = (field: string) => why.fields.find((origin) => origin.field === field);
    assert.deepEqual([of("company")?.how, of("company")?.row_number], ["merged", 4]);
    assert.deepEqual([of("phone")?.how, of("phone")?.original], ["normalized", "030 901820"]);
    assert.deepEqual([of("first_name")?.how, of("first_name")?.header], ["read", "Vorname"]);
    assert.equal(of("last_name")?.raw_row_id, null);
    assert.equal(of("company")?.by, client.userId);
  });

  await t.step("every download opens as what it is, and no cell of it is a formula", async () => {
    const get = (file: string) => ann.bytes(`${ann.path}/${file}`);
    const marked = await get("contacts.csv?bom=true");
    assert.deepEqual([...marked.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const csv = text(await get("contacts.csv"));
    assert.equal(text(marked).replace("\ufeff", ""), csv);
    const rows = papaparse.parse<string[]>(csv.trim()).data;
    assert.deepEqual(rows[0]?.at(-1), "Größe");
    assert.deepEqual(rows.at(-1)?.slice(0, 3), ["kay@example.com", "'=1+1", "Kay"]);

    assert.deepEqual(JSON.parse(text(await get("contacts.json"))), await ann.contacts());

    const { sheets: [sheet] } = await readXlsx(await get("contacts.xlsx"));
    assert.equal(sheet?.rows.length, 7);
    assert.deepEqual(sheet?.rows[6]?.slice(0, 2), ["kay@example.com", "=1+1"]);
    const former = text(await get("contacts.csv?list_version=1"));
    assert.equal(papaparse.parse<string[]>(former.trim()).data.length, 6);
  });

  await t.step("what was excluded is corrected and brought again", async () => {
    const csv = text(await ann.bytes(`${ann.path}/rejected.csv`));
    const [header, ...rows] = papaparse.parse<string[]>(csv.trim()).data;
    const email = header!.indexOf("E-Mail"), first = header!.indexOf("Vorname");
    assert.deepEqual(rows.map((row) => row[first]), ["Anna", "Fay", "Gus"]);
    for (const row of rows) assert.ok(row.some((value) => /\w+ \w+/.test(value)), "a reason");
    const mended = rows.slice(1).map((row) =>
      row.map((value, i) => i === email ? `${row[first]!.toLowerCase()}@example.com` : value)
    );
    const job = await client.import(papaparse.unparse([header!, ...mended]));
    assert.deepEqual([job.status, job.total_rows, job.valid_rows], ["COMPLETED", 2, 2]);
    const contacts = await client.contacts(job.id);
    assert.deepEqual(contacts.map((contact) => [contact.email, contact.last_name]), [
      ["fay@example.com", "Ivy"],
      ["gus@example.com", "Jäger"],
    ]);
    assert.deepEqual(contacts.map(({ extra }) => Object.keys(extra)), [["Größe"], ["Größe"]]);
  });

  await t.step("the history tells all of it", async () => {
    const history = await client.history(ann.job.id);
    const types = history.map(({ type }) => type);
    for (const type of ["FileRecognized", "IssuesResolved", "IssuesReopened"]) {
      assert.ok(types.includes(type), type);
    }
    assert.equal(types.filter((type) => type === "JobFinalized").length, 2);
    assert.ok(history.some(({ batch_id }) => batch_id !== null));
  });

  await t.step("deleted, it is nowhere: every question is 404, and the file is gone", async () => {
    const [issue, contact] = [await ann.issue("EMAIL_TYPO"), (await ann.contacts())[0]!];
    assert.equal((await filesOf(stack, ann.job.id)).length, 1);
    const stranger = await ApiClient.register(stack.apiUrl);
    assertProblem(await stranger.call(ann.path, { method: "DELETE" }), 404);
    await ann.must(client.call<Written>(ann.path, { method: "DELETE" }));
    const { path } = ann;
    const questions = [
      ...[path, `${path}/issues`, `${path}/rows`, `${path}/contacts`, `${path}/contacts.csv`],
      ...[`${path}/contacts.xlsx`, `${path}/contacts.json`, `${path}/rejected.csv`],
      ...[`${path}/lists`, `${path}/contacts/diff`, `${path}/events`, `${path}/stream`],
      ...[`${path}?at_version=${ann.job.version}`, `${path}/contacts/${contact.id}/provenance`],
    ];
    // The rest goes with it in one transaction; a download that is under way then breaks off.
    await until("the job is gone", async () => (await client.call(path)).status === 404);
    for (const question of questions) assertProblem(await client.call(question), 404);
    assertProblem(await ann.decide(issue, { action: "keep" }), 404);
    assertProblem(await client.post(`${path}/finalize`), 404);
    assertProblem(await client.call(path, { method: "DELETE" }), 404);
    const jobs = await client.get<Job[]>("/jobs");
    assert.ok(!jobs.some(({ id }) => id === ann.job.id));
    await until("its file is gone", async () => (await filesOf(stack, ann.job.id)).length === 0);
  });
}

/** Somebody with a job, who always sees what was just written. */
class Person {
  job!: Job;
  version = 0;

  constructor(readonly client: ApiClient) {}

  get path(): string {
    return `/jobs/${this.job.id}`;
  }

  /** The one issue of a type, of those whose key begins so. */
  async issue(type: string, key = ""): Promise<Issue> {
    const query = `type=${type}&min_version=${this.version}`;
    const found = (await this.client.issues(this.job.id, query))
      .filter((issue) => issue.key.startsWith(key));
    assert.equal(found.length, 1, `${found.length} of ${type} ${key}`);
    return found[0]!;
  }

  decide(issue: Issue, decision: unknown): Promise<Answer<Written>> {
    return this.client.post<Written>(`/issues/${issue.id}/resolve`, decision);
  }

  /** A command that must be taken. */
  async must<T extends Written>(answer: Promise<Answer<T>>): Promise<T> {
    const { status, body } = await answer;
    assert.equal(status, 200, JSON.stringify(body));
    this.version = body.version;
    return body;
  }

  finalize() {
    return this.must(
      this.client.post<Written & { contact_count: number; list_version: number }>(
        `${this.path}/finalize`,
      ),
    );
  }

  contacts(query = ""): Promise<Contact[]> {
    const fresh = `limit=1000&min_version=${this.version}`;
    return this.client.contacts(this.job.id, fresh + query);
  }

  async emails(): Promise<(string | null)[]> {
    return (await this.contacts()).map(({ email }) => email);
  }

  async bytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const headers = { authorization: `Bearer ${this.client.token}` };
    const response = await fetch(`${this.client.apiUrl}${path}`, { headers });
    const bytes = new Uint8Array(await response.arrayBuffer());
    assert.equal(response.status, 200, text(bytes));
    return bytes;
  }
}

/** The job's objects in the bucket. */
async function filesOf({ awsEndpoint, variables }: SharedStack, jobId: string): Promise<string[]> {
  const s3 = new S3Client({
    endpoint: awsEndpoint,
    forcePathStyle: true,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  try {
    const command = new ListObjectsV2Command({
      Bucket: variables.S3_BUCKET_NAME!,
      Prefix: "uploads/",
    });
    const { Contents = [] } = await s3.send(command);
    return Contents.flatMap(({ Key }) => Key?.includes(jobId) ? [Key] : []);
  } finally {
    s3.destroy();
  }
}

const text = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
