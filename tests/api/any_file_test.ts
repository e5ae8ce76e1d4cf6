/** Files of other kinds than UTF-8 with commas, through the running services and their permissions. */
import assert from "node:assert/strict";
import { valueAt } from "@rollcall/contracts";
import type { FilePreview, Job } from "@rollcall/contracts/api";
import { writeXlsx } from "hucre";
import iconv from "iconv-lite";
import { sharedStack } from "../harness/shared_stack.ts";
import { ApiClient, assertProblem } from "./client.ts";
import { oddHeaders } from "./odd_headers.ts";

function formOf(name: string, content: Uint8Array, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  form.set("file", new File([new Uint8Array(content)], name));
  return form;
}

async function send(ann: ApiClient, ...file: Parameters<typeof formOf>): Promise<Job> {
  const { status, body } = await ann.call<Job>("/jobs", { method: "POST", body: formOf(...file) });
  assert.equal(status, 201, JSON.stringify(body));
  return await ann.atRest(body.id);
}

async function workbook(): Promise<Uint8Array> {
  const members = [
    ["Members of 2024"],
    [],
    ["E-Mail", "Vorname", "Nachname", "Telefon"],
    ["zoe@example.com", "Zoë", "Groß", 491701234567],
  ];
  const notes = { name: "Notes", rows: [["nothing here"]] };
  return await writeXlsx({ sheets: [notes, { name: "Members", rows: members }] });
}

Deno.test("files of any kind become jobs over the API", async (t) => {
  const stack = sharedStack();
  const ann = await ApiClient.register(stack.apiUrl);
  const text = "sep=;\r\nE-Mail;Vorname;Nachname\r\njo@example.com;Jürgen;Groß\r\n";

  await t.step("a text in another encoding, with another delimiter", async () => {
    for (const encoding of ["windows-1252", "utf-16le"]) {
      const job = await send(ann, "people.csv", iconv.encode(text, encoding, { addBOM: true }));
      assert.equal(job.status, "COMPLETED", JSON.stringify(job.error));
      assert.deepEqual([job.encoding, job.delimiter, job.header_row], [encoding, ";", 2]);
      const [row] = await ann.rows(job.id);
      assert.deepEqual([row!.row_number, valueAt(row!.data, "first_name")], [3, "Jürgen"]);
    }
  });

  await t.step("a workbook, its sheet named", async () => {
    const job = await send(ann, "people.xlsx", await workbook(), { sheet: "Members" });
    assert.equal(job.status, "COMPLETED", JSON.stringify(job.error));
    assert.deepEqual([job.format, job.header_row, job.sheet], ["xlsx", 3, "Members"]);
    assert.deepEqual(job.sheets, ["Notes", "Members"]);
    const [row] = await ann.rows(job.id);
    assert.deepEqual([row!.row_number, valueAt(row!.data, "phone")], [4, "491701234567"]);
  });

  await t.step("a preview says the same before anything is stored", async () => {
    const body = formOf("people.xlsx", await workbook(), { sheet: "Members" });
    const preview = await ann.call<FilePreview>("/jobs/preview", { method: "POST", body });
    assert.equal(preview.status, 200);
    assert.equal(preview.body.mapping.phone, "Telefon");
    assert.deepEqual(preview.body.columns[3]!.samples, ["491701234567"]);
  });

  await t.step("a mapping that was asked for is remembered", async () => {
    const content = new TextEncoder().encode("a,b\nx@example.com,Xaver\n");
    const mapping = '{"email":"a","full_name":"b"}';
    await send(ann, "people.csv", content, { mapping });
    const body = formOf("people.csv", content);
    const preview = await ann.call<FilePreview>("/jobs/preview", { method: "POST", body });
    assert.deepEqual([preview.body.remembered, preview.body.mapping], [true, {
      email: "a",
      full_name: "b",
    }]);
    const job = await send(ann, "people.csv", content);
    assert.deepEqual(job.mapping.full_name, "b");
  });

  await t.step("columns called like parts of every object lose nothing, anywhere", async () => {
    await oddHeaders(ann);
  });

  await t.step("what is no workbook fails with a sentence, or is refused", async () => {
    const damaged = (await workbook()).subarray(0, 2_000);
    const job = await send(ann, "people.xlsx", damaged);
    assert.deepEqual([job.status, job.error?.code], ["FAILED", "WORKBOOK_DAMAGED"]);
    const body = formOf("people.ods", damaged);
    const refused = await ann.call("/jobs", { method: "POST", body });
    assertProblem(refused, 415, "UNSUPPORTED_FILE_TYPE");
  });
});
