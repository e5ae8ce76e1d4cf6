/** A job in the store as the dedupe service leaves it. Test only. */
import { type IssueKind, type RecordedEvent, reviewStream } from "@rollcall/contracts";
import { type EventStore, type NewEvent, newId } from "@rollcall/event-store";
import { metadata, parsedJob, type Person, readAll } from "../../../tests/harness/job.ts";

export interface Question {
  type: IssueKind;
  key: string;
  rowIds: number[];
  /** about the whole file: then it lists no rows */
  scope?: "file";
}

export interface ReviewedJob {
  jobId: string;
  /** the event that says that every question is open */
  compared: RecordedEvent;
  stream(): Promise<RecordedEvent[]>;
}

export async function reviewedJob(
  store: EventStore,
  people: Person[],
  questions: Question[],
  options: { batchRows?: number; userId?: string } = {},
): Promise<ReviewedJob> {
  const { data: { jobId } } = await parsedJob(store, people, options);
  await openQuestions(store, jobId, questions);
  const stream = () => readAll(store, reviewStream(jobId));
  return { jobId, stream, compared: (await stream()).at(-1)! };
}

export async function openQuestions(
  store: EventStore,
  jobId: string,
  questions: Question[],
): Promise<void> {
  const events: NewEvent[] = [{
    id: newId(),
    type: "DedupeCompleted",
    data: { jobId, issueCount: questions.length, repeatedRows: 0 },
    personal: null,
    metadata,
  }];
  const issues = questions.map(({ key: _, ...issue }, i) => ({ number: i + 1, ...issue }));
  if (issues.length) {
    const personal = { keys: questions.map(({ key }) => key) };
    const data = { jobId, issues };
    events.unshift({ id: newId(), type: "IssuesOpened", data, personal, metadata });
  }
  await store.append([{ stream: reviewStream(jobId), expectedVersion: 0, events }]);
}
