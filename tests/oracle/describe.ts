/** An expected job in the words of the API. */
import {
  byKey,
  entriesOf,
  type Fact,
  type FileColumn,
  hasKey,
  laidOver,
  resolutionsIn,
  rowIdsOf,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import {
  contactFields,
  hasError,
  layColumns,
  nameFieldOf,
  suggestEmail,
  toldColumns,
  trimText,
} from "@rollcall/contacts";
import type { Contact, Job, RawRow } from "@rollcall/contracts/api";
import { type Edit, editsOf, editsOfRow } from "../../services/review/edits.ts";
import { chosenColumns } from "../../services/review/file_answers.ts";
import { valuesOf } from "../../services/review/rows.ts";
import { type DecidedIssue, type Fate, fatesOf, lackedBy } from "./fates.ts";
import { batchNumbers, type Outcome, type SeenIssue, type SeenResolution } from "./outcome.ts";
import { homeOf, type ReadFile } from "./read_file.ts";
import type { UploadedFile } from "./uploaded_file.ts";

/** As much of an expected job as the API tells. */
export interface Described extends DecidedIssue {
  file: UploadedFile;
  read: ReadFile;
  facts: Fact[];
  lists: Contact[][];
}

export function describe(expected: Described): Outcome {
  const rows = rawRows(expected);
  return {
    job: jobOf(expected),
    rows,
    issues: issuesOf(expected, rows),
    contacts: expected.review.finalized ? contactsOf(expected) : null,
    lists: expected.lists,
    history: historyOf(expected.facts),
  };
}

function jobOf(expected: Described): Outcome["job"] {
  const { file, read, review } = expected;
  const fates = review.finalized ? fatesOf(expected) : undefined;
  const fatesLike = (of: Fate["is"]) => fates?.filter(({ is }) => is === of).length ?? null;
  const shown = [...review.issues.values()].filter(({ status }) => status !== "WITHDRAWN");
  const counts: Job["issue_counts"] = {};
  for (const { type, status } of shown) {
    const count = counts[type] ??= { open: 0, total: 0 };
    count.total++;
    if (status === "OPEN") count.open++;
  }
  const { end, batches, recognized } = read;
  const columns = columnsOf(read);
  const sum = (count: (batch: typeof batches[number]) => number) =>
    batches.reduce((total, batch) => total + count(batch), 0);
  return {
    status: statusOf(end, review),
    original_filename: file.name,
    size_bytes: file.bytes.length,
    total_rows: sum((batch) => batch.rows.length),
    valid_rows: sum((batch) => batch.validCount),
    conflict_count: shown.length,
    open_issues: shown.filter(({ status }) => status === "OPEN").length,
    issue_counts: counts,
    contact_count: fatesLike("contact"),
    merged_rows: fatesLike("merged"),
    left_out_rows: fatesLike("excluded"),
    same_person: file.asked.samePerson,
    region: homeOf(file, read),
    fold_gmail: file.asked.foldGmail,
    columns: toldColumns(columns),
    mapping: columns.length
      ? Object.fromEntries([
        ...columns.flatMap(({ field, header, how }) =>
          field === null || how === "split" ? [] : [[field, header]]
        ),
        ...chosenColumns(review, columns).map(({ field, key }) => [
          field,
          columns.find(({ name }) => name === key)?.header || key,
        ]),
      ])
      : file.mapping ?? {},
    error: errorOf(end),
    warning_counts: {
      ...(end.type === "ParsingCompleted" && end.data.warningCounts),
      // Asked about, they are issues and no warnings.
      ...(counts.DUPLICATE_DIFFERS && file.asked.samePerson === "first" &&
        { DUPLICATE_DIFFERS: counts.DUPLICATE_DIFFERS.total }),
    },
    list_version: review.finalized ? review.listVersion : null,
    format: "csv",
    encoding: recognized?.data.encoding ?? null,
    delimiter: recognized?.data.delimiter ?? null,
    header_row: recognized?.data.headerRow ?? null,
  };
}

function columnsOf({ end, batches }: Described["read"]): FileColumn[] {
  return end.type === "ParsingCompleted" ? end.personal!.columns : batches.at(-1)?.columns ?? [];
}

function statusOf(end: Described["read"]["end"], review: Described["review"]) {
  if (end.type === "ParsingFailed") return "FAILED";
  return review.finalized ? "COMPLETED" : "NEEDS_REVIEW";
}

function errorOf(end: Described["read"]["end"]): Job["error"] {
  if (end.type === "ParsingCompleted") return null;
  const { message, headers } = end.personal!;
  return { code: end.data.code, message, ...(headers.length && { headers }) };
}

const DIFFERS = "DUPLICATE_DIFFERS";

function rawRows(expected: Described): RawRow[] {
  const { read, review } = expected;
  const fates = review.finalized ? fatesOf(expected) : [];
  const lines = read.batches.flatMap((batch) => batch.rows.map(([line]) => line));
  const intoOf = (rowId: number) => {
    const into = fates[rowId - 1]?.into;
    return into === undefined ? null : { raw_row_id: into, row_number: lines[into - 1]! };
  };
  const chosen = chosenColumns(review, columnsOf(read));
  const told = [...review.issues.values()].filter(({ type, status }) =>
    type === DIFFERS && status !== "WITHDRAWN" && expected.file.asked.samePerson === "first"
  );
  const differing = new Set(told.flatMap(({ rowIds }) => rowIds));
  return read.batches.flatMap(({ firstRowId, rows, columns }) =>
    rows.map((row, i): RawRow => {
      const [row_number, normalized_email, problems, values, notes] = row;
      return {
        raw_row_id: firstRowId + i,
        row_number,
        data: layColumns(valuesOf(values, columns), chosen),
        normalized_email,
        is_valid: !hasError(problems),
        problems,
        warnings: [...differing.has(firstRowId + i) ? [DIFFERS] : [], ...notes?.warnings ?? []],
        normalized_phone: notes?.phone ?? null,
        excluded: review.excluded.has(firstRowId + i),
        merged_into: intoOf(firstRowId + i),
        now: nowOf(expected, firstRowId + i),
      };
    })
  );
}

function nowOf(expected: Described, rowId: number): RawRow["now"] {
  const { review, rows } = expected;
  if (editsOfRow(review.edits, rowId).length === 0) return null;
  return {
    data: rows.values(rowId),
    normalized_email: rows.email(rowId),
    normalized_phone: phoneOf(expected, rowId) ?? null,
  };
}

/** A row's phone in E.164, where it is written otherwise. */
function phoneOf({ review, read }: Described, rowId: number): string | null | undefined {
  const called = editsOfRow(review.edits, rowId).findLast(({ values }) => hasKey(values, "phone"));
  if (called) return called.phone;
  return read.batches.flatMap(({ rows }) => rows)[rowId - 1]?.[4]?.phone;
}

function issuesOf(
  { review, facts, rows, read: { batches } }: Described,
  read: RawRow[],
): SeenIssue[] {
  const columns = batches.at(-1)?.columns ?? [];
  const resolutions = resolutionsOf(facts, columns);
  const offered = new Map(
    facts.flatMap((fact) => fact.type === "IssuesOpened" ? fact.personal!.offered ?? [] : [])
      .map((offer) => [offer.number, offer.columns]),
  );
  const batchNumber = batchNumbers();
  return [...review.issues.values()].sort((a, b) => a.number - b.number).flatMap((issue) => {
    const { number, type, key, status, scope, rowIds } = issue;
    if (status === "WITHDRAWN") return [];
    const decision = resolutions.get(number);
    const isOwn = decision?.action === "edit" || decision?.action === "merge";
    const own = isOwn ? editsOf(review.edits, number).at(-1) : undefined;
    const candidates = rowIds.map((rowId) => ({
      raw_row_id: rowId,
      row_number: read[rowId - 1]!.row_number,
      data: rows.values(rowId),
      ...(own?.rowId === rowId && { before: valuesBefore(review, own, read[rowId - 1]!) }),
    }));
    const asks = status === "OPEN" && (type === "INVALID_EMAIL_FORMAT" || type === "EMAIL_TYPO");
    const suggested = asks && suggestEmail(valueAt(candidates[0]!.data, "email"));
    const suggestion = suggested ? suggested.value : null;
    const { batchId, ...rest } = resolutions.get(number) ?? {};
    const batch = batchId === undefined ? {} : { batch: batchNumber(batchId) };
    const resolution = resolutions.has(number) ? { ...rest as SeenResolution, ...batch } : null;
    const ofFile = scope === "file"
      ? {
        field: nameFieldOf(type),
        candidate_count: read.length,
        columns: offered.get(number)!.map(({ place, ...seen }) => {
          const { name, header } = columns[place]!;
          return { column: name, header, ...seen };
        }),
      }
      : null;
    const made = type.startsWith("DUPLICATE_") ? editsOf(review.edits, number) : [];
    const edits = made.slice(0, isOwn ? -1 : undefined).map(({ rowId, values }) => ({
      raw_row_id: rowId,
      row_number: read[rowId - 1]!.row_number,
      data: values,
    }));
    return [{
      ...{ number, type, key, status, candidates, suggestion, of_file: ofFile, resolution },
      edits: edits.length ? edits : undefined,
    }];
  });
}

/** A row's values as they were before an edit of it. */
function valuesBefore({ edits }: Described["review"], edit: Edit, { data }: RawRow): RowValues {
  const ofRow = editsOfRow(edits, edit.rowId);
  return laidOver(data, ...ofRow.slice(0, ofRow.indexOf(edit)).map(({ values }) => values));
}

/** The decisions that stand, by the number of their issue. */
function resolutionsOf(
  facts: Fact[],
  columns: FileColumn[],
): Map<number, SeenResolution & { batchId?: string }> {
  const standing = new Map<number, SeenResolution & { batchId?: string }>();
  for (const { type, data, personal } of facts) {
    if (type === "IssuesReopened") {
      for (const number of rowIdsOf(data.numbers)) standing.delete(number);
    }
    if (type === "IssuesRevised") data.issues.forEach(({ number }) => standing.delete(number));
    if (type === "IssuesOpened") {
      for (const { number, rowIds, told } of data.issues) {
        const first = { action: "choose" as const, chosen_row_id: rowIds[0]!, rule: "same_person" };
        if (told) standing.set(number, first);
      }
    }
    if (type !== "IssuesResolved") continue;
    for (const { number, action, chosenRowId, column, via } of resolutionsIn(data)) {
      const typed = personal?.edits.filter((edit) => edit.number === number) ?? [];
      standing.set(number, {
        action,
        ...(chosenRowId !== undefined && { chosen_row_id: chosenRowId }),
        ...(column !== undefined && { column: columns[column]!.name }),
        ...(typed.length && { data: laidOver(byKey([]), ...typed.map((edit) => edit.values)) }),
        ...(action === "merge" && {
          sources: laidOver(byKey([]), ...typed.map((edit) => edit.sources!)),
        }),
        ...(data.rule !== null && { rule: data.rule }),
        ...(data.batchId !== null && { batchId: data.batchId }),
        ...(via !== undefined && { via }),
      });
    }
  }
  return standing;
}

/** The clean list as it comes of the decisions that stand. */
export function contactsOf(expected: Described): Contact[] {
  const { rows } = expected;
  const fates = fatesOf(expected);
  return fates.flatMap(({ is }, i) => is === "contact" ? [i + 1] : []).map((rowId) => {
    const lacked = lackedBy(expected, fates, rowId);
    const values = laidOver(
      rows.values(rowId),
      byKey([...lacked].map(([key, from]) => [key, valueAt(rows.values(from), key)])),
    );
    const field = (name: string) => trimText(valueAt(values, name));
    const phone = phoneOf(expected, lacked.get("phone") ?? rowId);
    return {
      id: rowId,
      raw_row_id: rowId,
      email: rows.email(rowId),
      first_name: field("first_name"),
      last_name: field("last_name"),
      phone: phone ?? field("phone"),
      company: field("company"),
      job_title: field("job_title"),
      extra: extraOf(values),
    };
  });
}

const isField = (name: string) =>
  name === "full_name" || (contactFields as readonly string[]).includes(name);

function extraOf(values: RowValues): RowValues {
  return byKey(entriesOf(values).filter(([name]) => !isField(name)));
}

/** All batches of rows are one line of a job's history. */
function historyOf(facts: Fact[]): string[] {
  const types = ["JobCreated", ...facts.map((fact) => fact.type as string)];
  return types.filter((type, i) => type !== "RowsParsed" || types.indexOf(type) === i);
}
