/** The life of a large job with some questions, from its upload until it is deleted. */
import type { Issue } from "@rollcall/contracts/api";
import type { ApiClient } from "../../api/client.ts";
import { contactsCsv } from "../contacts.ts";
import { Owner } from "./owner.ts";
import type { TakeStep } from "./steps.ts";

export interface LifeSize {
  rows: number;
  /** how often the list is undone, fixed again and read */
  rounds: number;
  /** decisions that are taken one by one */
  decisions: number;
  /** jobs of this size that are deleted, the first one at the end of its life */
  deletions: number;
}

/** How often in a round what takes some milliseconds is read: of one time little can be said. */
const SHORT_READS = 3;

const DOWNLOADS = ["contacts.csv", "contacts.xlsx", "contacts.json", "rejected.csv"];

const SHORT = {
  diff: "/contacts/diff?limit=100",
  "search by text": "/contacts?q=dvo%C5%99%C3%A1k&limit=100",
  "sort by a field": "/contacts?sort=-last_name&limit=100",
  filter: "/rows?filter=state:is:excluded&limit=100",
};

/** @throws where a step is refused */
export async function liveLargeJob(
  client: ApiClient,
  { rows, rounds, decisions, deletions }: LifeSize,
  step: TakeStep,
): Promise<void> {
  const owner = new Owner(client);
  await step("upload until NEEDS_REVIEW", () => owner.upload(contactsCsv(rows)));
  const { id, issue_counts } = owner.job;
  const open = await client.issues(id, `limit=${decisions}&status=OPEN&type=DUPLICATE_EMAIL`);
  for (const issue of open) await step("a single decision", () => owner.decide(issue));

  const types = Object.keys(issue_counts) as Issue["type"][];
  const resolveDuplicates = async (duplicates: "first" | "last") => {
    let batch: string | null = null;
    for (const type of types) {
      const rule = type === "DUPLICATE_EMAIL" ? duplicates : "skip";
      batch = await owner.resolve(type, rule) ?? batch;
    }
    return batch!;
  };
  const first = async () => {
    const batch = await step("bulk rules", () => resolveDuplicates("first"));
    return { batch, version: await step("finalise, list readable", () => owner.finalize()) };
  };
  const again = async (list: { batch: string }, duplicates: "first" | "last") => {
    await step("undo of a rule", () => owner.undo(list.batch));
    const batch = await step("the rule again", () => resolveDuplicates(duplicates));
    return { batch, version: await step("finalise again", () => owner.finalize()) };
  };
  let list = await first();
  for (let round = 0; round < rounds; round++) {
    const { version } = list;
    list = await again(list, round % 2 ? "first" : "last");
    for (const file of DOWNLOADS) await step(file, () => owner.read(`/${file}`));
    for (let time = 0; time < SHORT_READS; time++) {
      for (const [what, path] of Object.entries(SHORT)) await step(what, () => owner.read(path));
    }
    // Another moment each time, so that it is not remembered.
    await step("the past", () => owner.read(`/contacts?at_version=${version}&limit=100`));
  }
  for (let left = deletions; left > 0; left--) {
    await step("delete, until it is gone", () => owner.remove());
    if (left === 1) break;
    await step("upload until NEEDS_REVIEW", () => owner.upload(contactsCsv(rows)));
    await again(await first(), "last");
  }
}
