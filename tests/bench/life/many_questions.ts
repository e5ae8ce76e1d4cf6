/** The life of a job with a question about nearly each row, all of them resolved at once. */
import type { ApiClient } from "../../api/client.ts";
import { Owner } from "./owner.ts";
import type { TakeStep } from "./steps.ts";

export const TYPE = "MISSING_LAST_NAME";

/** @throws where a step is refused */
export async function liveManyQuestions(
  client: ApiClient,
  questions: number,
  take: TakeStep,
): Promise<void> {
  const owner = new Owner(client);
  const step: TakeStep = (name, work) => take(`questions: ${name}`, work);
  await step("upload until NEEDS_REVIEW", () => owner.upload(namelessCsv(questions)));
  const open = owner.job.issue_counts[TYPE]?.open;
  if (open !== questions) throw new Error(`${questions} questions were meant, ${open} are open`);
  const batch = await step("skip all", () => owner.resolve(TYPE, "skip"));
  await step("finalise, list readable", () => owner.finalize());
  await step("undo of skip all", () => owner.undo(batch!));
  await step("keep all", () => owner.resolve(TYPE, "keep"));
  await step("finalise again", () => owner.finalize());
  await step("delete, until it is gone", () => owner.remove());
}

/** One row has a last name: a name that no row has would be one question for the whole file. */
function namelessCsv(questions: number): string {
  const rows = Array.from({ length: questions }, (_, i) => `p${i}@b.co,Ann,\n`);
  return `email,first_name,last_name\nann@b.co,Ann,Lee\n${rows.join("")}`;
}
