/** What is downloaded opens again: left-out rows are mended and uploaded, a workbook is a file too. */
import assert from "node:assert/strict";
import type { Job, Provenance } from "@rollcall/contracts/api";
import Papa from "papaparse";
import { sharedStack } from "../harness/shared_stack.ts";
import { ApiClient } from "./client.ts";

const FILE = [
  "Full name;E-Mail;Telefon;Kunden-Nr.",
  "Ann Lee;ann@example.com;;0012",
  "Bob Ray;;;0013",
  '"Gil, Cy";cy@;030 1234567;0014',
  "Ann Lee;ann@example.com;;0015",
  "",
].join("\r\n");

Deno.test("downloads of a running stack open again", async (t) => {
  const stack = sharedStack();
  const ann = await ApiClient.register(stack.apiUrl);
  const job = await ann.import(FILE);
  for (const type of ["MISSING_EMAIL", "INVALID_EMAIL_FORMAT"]) {
    await ann.post(`/jobs/${job.id}/resolve`, { type, rule: "skip" });
  }
  const { body } = await ann.post<{ version: number }>(`/jobs/${job.id}/finalize`);
  const now = `min_version=${body.version}`;

  await t.step("left-out rows, mended, are a file whose rows all stand", async () => {
    const { body } = await ann.call<string>(`/jobs/${job.id}/rejected.csv?${now}&bom=true`);
    const [header, ...rows] = Papa.parse<string[]>(body.trimEnd()).data;
    const own = ["Full name", "E-Mail", "Telefon", "Kunden-Nr."];
    assert.deepEqual(header!.slice(0, 4), own);
    assert.deepEqual(rows.map((row) => row.slice(4)), [
      ["3", 'excluded by the rule "exclude": no e-mail address'],
      ["4", 'excluded by the rule "exclude": the e-mail address is not valid'],
      ["5", "repeats row 2; rows of this person differ"],
    ]);
    rows[0]![1] = "bob@example.com";
    rows[1]![1] = "cy@example.com";
    const again = await ann.import(Papa.unparse([header!, ...rows]));
    assert.equal(again.status, "COMPLETED", JSON.stringify(again));
    const contacts = await ann.contacts(again.id);
    assert.deepEqual(
      contacts.map(({ email, first_name, extra }) => [email, first_name, extra]),
      [
        ["bob@example.com", "Bob", { "Kunden-Nr.": "0013" }],
        ["cy@example.com", "Cy", { "Kunden-Nr.": "0014" }],
        ["ann@example.com", "Ann", { "Kunden-Nr.": "0015" }],
      ],
    );
  });

  await t.step("the list as a workbook is read back with its zeros", async () => {
    const response = await fetch(`${stack.apiUrl}/jobs/${job.id}/contacts.xlsx?${now}`, {
      headers: { authorization: `Bearer ${ann.token}` },
    });
    const form = new FormData();
    const type = response.headers.get("content-type")!;
    form.append("file", new File([await response.arrayBuffer()], "list.xlsx", { type }));
    const { status, body } = await ann.call<Job>("/jobs", { method: "POST", body: form });
    assert.equal(status, 201, JSON.stringify(body));
    const again = await ann.atRest(body.id);
    assert.deepEqual([again.status, again.format], ["COMPLETED", "xlsx"]);
    const [contact] = await ann.contacts(again.id);
    assert.deepEqual(contact!.extra, { "Kunden-Nr.": "0012" });
  });

  await t.step("a contact is explained, to its owner alone", async () => {
    const path = `/jobs/${job.id}/contacts/1/provenance`;
    const told = await ann.get<Provenance>(path);
    assert.equal(
      told.reason,
      "the first of 2 rows of this address that name the same person",
    );
    assert.equal(told.fields.find(({ field }) => field === "first_name")!.how, "split");
    const bob = await ApiClient.register(stack.apiUrl);
    for (const what of ["contacts/1/provenance", "lists", "contacts/diff", "rejected.csv"]) {
      assert.equal((await bob.call(`/jobs/${job.id}/${what}`)).status, 404, what);
    }
    assert.equal((await ann.get<Job>(`/jobs/${job.id}`)).list_version, 1);
  });
});
