import type { ApiClient } from "../../api/client.ts";
import { contactsCsv } from "../contacts.ts";

/** A job that was resolved by rules and finalised. */
export async function formerJob(user: ApiClient, rows: number): Promise<void> {
  const { id, issue_counts } = await user.import(contactsCsv(rows));
  for (const type of Object.keys(issue_counts)) {
    const rule = type === "DUPLICATE_EMAIL" ? "first" : "skip";
    await user.post(`/jobs/${id}/resolve`, { type, rule });
  }
  const { status, body } = await user.post(`/jobs/${id}/finalize`);
  if (status !== 200) throw new Error(`a former job: ${status} ${JSON.stringify(body)}`);
}
