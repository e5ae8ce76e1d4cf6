/** A job in the store as the dedupe service leaves it. Test only. */
import { type IssueKind, type RecordedEvent, reviewStream } from "@rollcall/contracts";
import { type EventStore, type NewEvent, newId } from "@rollcall/event-store";
import {
  metadata,
  parsedJob,
  type Person,
  readAll,
  type UploadedFile,
} from "../../../tests/harness/job.ts";

export interface TestIssue {
  type: IssueKind;
  key: string;
  rowIds: number[];
  /** about the whole file: then it lists no rows */
  scope?: "file";
}

/** Issues per event, as in the dedupe service. */
const EVENT_ISSUES = 500;

export interface ReviewedJob {
  jobId: string;
  /** the event after which every issue has been opened */
  compared: RecordedEvent;
  stream(): Promise<RecordedEvent[]>;
}

export async function reviewedJob(
  store: EventStore,
  people: Person[],
  issues: TestIssue[],
  options: { batchRows?: number } & UploadedFile = {},
): Promise<ReviewedJob> {
  const { data: { jobId } } = await parsedJob(store, people, options);
  await openIssues(store, jobId, issues);
  const stream = () => readAll(store, reviewStream(jobId));
  return { jobId, stream, compared: (await stream()).at(-1)! };
}

export async function openIssues(
  store: EventStore,
  jobId: string,
  issues: TestIssue[],
): Promise<void> {
  const events: NewEvent[] = [];
  for (let first = 0; first < issues.length; first += EVENT_ISSUES) {
    const some = issues.slice(first, first + EVENT_ISSUES);
    const numbered = some.map(({ key: _, ...issue }, i) => ({ number: first + i + 1, ...issue }));
    const personal = { keys: some.map(({ key }) => key) };
    events.push({
      id: newId(),
      type: "IssuesOpened",
      data: { jobId, issues: numbered },
      personal,
      metadata,
    });
  }
  events.push({
    id: newId(),
    type: "DedupeCompleted",
    data: { jobId, issueCount: issues.length, repeatedRows: 0 },
    personal: null,
    metadata,
  });
  await store.append([{ stream: reviewStream(jobId), expectedVersion: 0, events }]);
}
