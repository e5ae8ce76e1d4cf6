/** What happened to a job, and what can be undone and redone next. */
import { SAME_PERSON } from "@rollcall/contacts";
import { type EventType, formatIssueId, rowIdsOf, STEP_TYPES, stepsOf } from "@rollcall/contracts";
import type {
  HistoryEntry,
  HistoryKind,
  HistorySubject,
  RowEdit,
  UndoState,
} from "@rollcall/contracts/api";
import type { EditRow, HistoryRow } from "../fold/model.ts";
import { NAMED_ISSUES } from "../fold/summary.ts";
import { NAMED_ROWS } from "../lists/reason_words.ts";
import type { IssueRecord, JobRecords } from "../records/job_records.ts";
import { type Page, type PageQuery, toPage } from "./page.ts";

export interface HistoryQuery {
  order?: "oldest" | "newest" | undefined;
  kind?: HistoryKind | undefined;
  /** a user's id, or system */
  actor?: string | undefined;
}

/** Entries of the newest history that are looked at for what can be undone. */
const STEP_ENTRIES = 2_000;

const KINDS: Record<EventType, HistoryKind> = {
  JobCreated: "file",
  UploadKeyUsed: "file",
  MappingRemembered: "file",
  ParsingStarted: "file",
  FileRecognized: "file",
  RowsParsed: "file",
  ParsingCompleted: "file",
  ParsingFailed: "file",
  JobDeleted: "file",
  IssuesOpened: "issues",
  DedupeCompleted: "issues",
  IssuesRevised: "issues",
  IssuesResolved: "decision",
  IssuesReopened: "undo",
  RowsEdited: "change",
  RowsExcluded: "change",
  RowsBroughtBack: "change",
  RowsChangeUndone: "undo",
  ReviewRestored: "undo",
  RowsMerged: "list",
  JobFinalized: "list",
  JobFailed: "failure",
  JobRetried: "failure",
};

const kindOf = ({ type, batch_id }: HistoryRow): HistoryKind =>
  type === "IssuesResolved" && batch_id !== null ? "rule" : KINDS[type];

export async function listHistory(
  records: JobRecords,
  { order = "oldest", kind, actor }: HistoryQuery,
  page: PageQuery,
): Promise<Page<HistoryEntry>> {
  const rows = await records.history({
    after: page.after,
    newestFirst: order === "newest",
    ...(kind && typesOf(kind)),
    ...(actor !== undefined && { actor: actor === "system" ? null : actor }),
  }, page.limit + 1);
  const toEntry = await entriesOf(records, rows);
  return toPage("events", rows, page.limit, (row) => row.position, toEntry);
}

function typesOf(kind: HistoryKind) {
  const byRule = kind === "rule";
  const own = kind === "rule" ? "decision" : kind;
  const types = Object.entries(KINDS).flatMap(([type, of]) => of === own ? [type] : []);
  return { types, ...(own === "decision" && { byRule }) };
}

/** The next steps back and forward. */
export async function undoState(records: JobRecords): Promise<UndoState> {
  const rows = await records.newestOf(STEP_TYPES, STEP_ENTRIES);
  const { undo, redo } = stepsOf(rows.length < STEP_ENTRIES ? rows : withoutFirst(rows));
  const next = [undo.at(-1)?.main, redo.at(-1)?.main];
  const toEntry = await entriesOf(records, next.flatMap((row) => row ?? []));
  const [back = null, forward = null] = next.map((row) => row && toEntry(row));
  return { undo: back, redo: forward, version: records.job.version };
}

/** Of the oldest command there may be events that were not read. */
const withoutFirst = (rows: HistoryRow[]) =>
  rows.filter(({ command }) => command !== rows[0]!.command);

/** What the history shows of these rows. */
async function entriesOf(
  records: JobRecords,
  rows: HistoryRow[],
): Promise<(row: HistoryRow) => HistoryEntry> {
  const numbers = [...new Set(rows.flatMap(named))];
  const [issues, edits, ends] = await Promise.all([
    records.issuesOf(numbers),
    records.editsMadeFor(numbers),
    records.commandEnds(rows.map(({ command }) => command)),
  ]);
  const undoable = newestDecisions(rows, issues, edits);
  const lines = await linesOf(records, [...issues.values()], [...edits.values()].flat());
  return (row) => {
    const { job_id, edited_issue, position, type, summary, actor, at, batch_id } = row;
    return {
      position,
      version: ends.get(row.command) ?? position,
      type,
      kind: kindOf(row),
      summary,
      subject: subjectOf(row, issues, edits, lines),
      restored_to: row.restored_to,
      actor,
      at,
      batch_id,
      undo_issue_id: undoable.has(position) ? formatIssueId(job_id, edited_issue!) : null,
    };
  };
}

/** The issues of an entry that are listed. */
function named({ issues, edited_issue }: HistoryRow): number[] {
  const first: number[] = edited_issue === null ? [] : [edited_issue];
  for (const number of rowIdsOf(issues ?? "")) {
    if (first.length === NAMED_ISSUES) break;
    if (number !== edited_issue) first.push(number);
  }
  return first;
}

type Issues = Map<number, IssueRecord>;
type Edits = Map<number, EditRow[]>;
/** Row id → its line in the file. */
type Lines = Map<number, number>;

async function linesOf(
  records: JobRecords,
  issues: IssueRecord[],
  edits: EditRow[],
): Promise<Lines> {
  const ids = new Set([
    ...issues.flatMap(({ row_ids }) => row_ids.slice(0, NAMED_ROWS)),
    ...edits.map(({ row_id }) => row_id),
  ]);
  const rows = await records.rows([...ids]);
  return new Map([...rows].map(([id, { line }]) => [id, line]));
}

function subjectOf(
  row: HistoryRow,
  issues: Issues,
  edits: Edits,
  lines: Lines,
): HistorySubject | null {
  if (row.issue_count === 0) return null;
  const numbers = named(row);
  return {
    issue_count: row.issue_count,
    issues: numbers.flatMap((number) => {
      const issue = issues.get(number);
      if (!issue) return [];
      const { type, key, row_ids } = issue;
      const rows = row_ids.slice(0, NAMED_ROWS).flatMap((raw_row_id) => {
        const row_number = lines.get(raw_row_id);
        return row_number === undefined ? [] : [{ raw_row_id, row_number }];
      });
      const issue_id = formatIssueId(row.job_id, number);
      return [{ issue_id, type, key, row_count: row_ids.length, rows }];
    }),
    edits: numbers.flatMap((number) =>
      (edits.get(number) ?? []).filter(({ position }) => position === row.position)
    ).flatMap((edit) => toEdit(edit, lines)),
  };
}

function toEdit({ row_id, values }: EditRow, lines: Lines): RowEdit[] {
  const row_number = lines.get(row_id);
  return row_number === undefined ? [] : [{ raw_row_id: row_id, row_number, data: values }];
}

/** Positions of edits that left their issue open and are the newest decision on it. */
function newestDecisions(rows: HistoryRow[], issues: Issues, edits: Edits): Set<number> {
  const numbers = [...new Set(rows.flatMap(({ edited_issue }) => edited_issue ?? []))];
  return new Set(numbers.flatMap((number) => {
    const { status, resolution } = issues.get(number) ?? {};
    const isUndecided = status === "OPEN" || resolution?.rule === SAME_PERSON;
    return isUndecided ? edits.get(number)?.at(-1)?.position ?? [] : [];
  }));
}
