/** Brings a file to the running services as a person does, and takes home all that the API shows. */
import type { Contact, Issue, Job, Problem, RawRow } from "@rollcall/contracts/api";
import { type Answer, type ApiClient, assertProblem } from "../api/client.ts";
import type { Shape } from "./shape.ts";

export type ImportedFile =
  | { refused: Problem }
  | { refused?: undefined; job: Job; rows: RawRow[]; issues: Issue[]; contacts: Contact[] };

export async function importFile(client: ApiClient, shape: Shape): Promise<ImportedFile> {
  if (shape.before) {
    await client.atRest((await upload(client, shape, shape.before)).body.id);
  }
  const answer = await upload(client, shape, shape.form);
  if (answer.status !== 201) return { refused: assertProblem(answer, answer.status) };
  const job = await client.atRest(answer.body.id);
  if (job.status === "FAILED") return { job, rows: [], issues: [], contacts: [] };
  const rows = await client.rows(job.id);
  const issues = await client.issues(job.id);
  for (const { id, type, payload } of issues) {
    const column = payload.scope === "file" ? shape.named?.[type] : undefined;
    if (column) await client.post(`/issues/${id}/resolve`, { action: "use_column", column });
  }
  const contacts = shape.expect.contacts ? await finalized(client, job) : [];
  return { job, rows, issues, contacts };
}

function upload(client: ApiClient, shape: Shape, form: Shape["form"]): Promise<Answer<Job>> {
  return client.upload(shape.file, { name: shape.filename, form });
}

/** The clean list, once duplicates are resolved by the first row and all else is skipped. */
async function finalized(client: ApiClient, job: Job): Promise<Contact[]> {
  if (job.status === "COMPLETED") return await client.contacts(job.id);
  for (const type of Object.keys(job.issue_counts)) {
    const rule = type === "DUPLICATE_EMAIL" ? "first" : "skip";
    await client.post(`/jobs/${job.id}/resolve`, { type, rule });
  }
  const { body } = await client.post<{ version: number }>(`/jobs/${job.id}/finalize`);
  return await client.contacts(job.id, `limit=1000&min_version=${body.version}`);
}
