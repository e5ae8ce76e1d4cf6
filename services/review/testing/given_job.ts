/** A job with given rows, parsed and compared, as the review finds it. Test only. */
import {
  type Fact,
  type FileColumn,
  type ParsedRow,
  type RecordedEvent,
  type RowValues,
  valueAt,
} from "@rollcall/contracts";
import {
  checkRow,
  comparable,
  emailKey,
  identityOf,
  type NameField,
  nameFields,
  problemOfField,
} from "@rollcall/contacts";
import { type CleanList, cleanList } from "../clean_list.ts";
import { outcomeOf } from "../deciding.ts";
import type { Edit } from "../edits.ts";
import { decide, type Decision, type DecisionCommand } from "../decide.ts";
import { apply, copyReview, initialReview, type Review } from "../review.ts";
import { emptyIndex, indexRows, type RowIndex, Rows, valuesOf } from "../rows.ts";

export const JOB = "0199c0de-0000-7000-8000-000000000001";

/** email, first name, last name, company, phone, country */
export type Person = [
  email: string,
  first: string,
  last: string,
  company?: string,
  phone?: string,
  country?: string,
];

const columns: FileColumn[] = [
  ...["email", "first_name", "last_name", "company", "phone"].map((field) => ({
    header: field,
    name: field,
    field,
  })),
  { header: "Land", name: "Land", field: null, role: "country" },
];

/** The header of a name column that is not recognised. */
export const unknownColumn = (field: NameField) => `my ${field}`;

export interface Given {
  review: Review;
  index: RowIndex;
  known: Map<number, RowValues>;
}

export interface JobOptions {
  foldGmail?: boolean;
  region?: string | null;
  /**
   * name fields without a recognised column: they are in `unknownColumn`s, and the file gets an
   * issue
   */
  missing?: NameField[];
  samePerson?: RowIndex["samePerson"];
}

/** Row ids count from 1 in the order given; issues are numbered as the dedupe service does it. */
export function givenJob(
  people: Person[],
  { foldGmail = false, region = null, missing = [], samePerson = null }: JobOptions = {},
): Given {
  const columns = columnsWithout(missing);
  const ofFile = missing.map((field) => problemOfField[field] as string);
  const rows = people.map((person, i): ParsedRow => {
    const values = columns.map((_, at) => person[at] ?? "");
    const { email: normal, problems } = checkRow(reader(columns, values));
    return [i + 2, normal, problems.filter((problem) => !ofFile.includes(problem)), values];
  });
  const index = emptyIndex({ foldGmail, region, samePerson });
  indexRows(index, { firstRowId: 1, columns, rows });
  const review = initialReview();
  const found = [
    ...nameFields.filter((field) => missing.includes(field)).map((field): Found => {
      return { type: problemOfField[field], key: "file", scope: "file", rowIds: [] };
    }),
    ...issuesOf(rows, columns, foldGmail),
    ...differencesOf(rows, columns, foldGmail, samePerson),
  ];
  if (found.length) {
    apply(review, {
      type: "IssuesOpened",
      data: {
        jobId: JOB,
        issues: found.map(({ key: _, ...issue }, i) => ({ number: i + 1, ...issue })),
      },
      personal: { keys: found.map(({ key }) => key) },
    });
  }
  apply(review, {
    type: "DedupeCompleted",
    data: { jobId: JOB, issueCount: found.length, repeatedRows: 0 },
    personal: null,
  });
  const known = new Map(rows.map((row, i) => [i + 1, valuesOf(row[3], columns)]));
  return { review, index, known };
}

/** Runs a command and, unless it is refused, folds the events. */
export function when(given: Given, command: DecisionCommand): { given: Given; decision: Decision } {
  const decision = decide(JOB, given.review, given.index, given.known, command);
  if (decision.outcome !== "decided") return { given, decision };
  const review = decision.facts.reduce((state: Review, fact: Fact) => apply(state, fact), {
    ...copyReview(given.review),
  });
  return { given: { ...given, review }, decision };
}

/** Takes commands, none of which may be refused. */
export function after(given: Given, ...commands: DecisionCommand[]): Given {
  return commands.reduce((state, command) => {
    const { given: next, decision } = when(state, command);
    if (decision.outcome === "decided") return next;
    throw new Error(JSON.stringify([command, decision]));
  }, given);
}

/** The rows as they are now. */
export const rowsOf = ({ index, known, review }: Given) => new Rows(index, known, review);

/** A value of a row as it is now. */
export const valueOf = (given: Given, rowId: number, key: string) =>
  valueAt(rowsOf(given).values(rowId), key);

/** The list that would be made, whose rows are all known. */
export function listOf(given: Given): CleanList {
  const list = outcomeOf(cleanList(given.review, rowsOf(given)));
  if ("outcome" in list) throw new Error(`rows ${list.rowIds} are not known`);
  return list;
}

/** The current edits, in the order of their issues. */
export function allEdits({ review }: Pick<Given, "review">): Edit[] {
  return [...review.edits.ofIssue.values()].flat();
}

type Found = Omit<RecordedEvent<"IssuesOpened">["data"]["issues"][number], "number"> & {
  key: string;
};

function columnsWithout(missing: NameField[]): FileColumn[] {
  return columns.map((column) => {
    const field = missing.find((field) => field === column.field);
    if (!field) return column;
    return { header: unknownColumn(field), name: unknownColumn(field), field: null };
  });
}

const reader = (columns: FileColumn[], values: string[]) => (field: string) =>
  values[columns.findIndex((column) => column.field === field)] ?? "";

/** The issues of a file, found by a plain, slow algorithm. */
function issuesOf(rows: ParsedRow[], columns: FileColumn[], foldGmail: boolean): Found[] {
  const found: Found[] = [];
  rows.forEach(([line, email, problems], i) => {
    const key = email === null ? `row-${line}` : emailKey(email, foldGmail);
    for (const type of problems) found.push({ type, key, rowIds: [i + 1] });
  });
  for (const [key, { rowIds, names }] of groupsOf(rows, columns, foldGmail)) {
    if (names.size > 1) found.push({ type: "DUPLICATE_EMAIL", key, rowIds });
  }
  return found.sort((a, b) => a.rowIds[0]! - b.rowIds[0]!);
}

/** Differences between rows of one person, which come last. */
function differencesOf(
  rows: ParsedRow[],
  columns: FileColumn[],
  foldGmail: boolean,
  samePerson: RowIndex["samePerson"],
): Found[] {
  if (samePerson === null) return [];
  return [...groupsOf(rows, columns, foldGmail)].flatMap(([key, { rowIds, names }]): Found[] => {
    const differ = columns.some(({ field, name }, at) => {
      const filled = rowIds.map((rowId) => rows[rowId - 1]![3][at]!).filter((value) =>
        value.trim()
      );
      return field !== "email" && new Set(filled.map((v) => comparable(field ?? name, v))).size > 1;
    });
    if (names.size > 1 || !differ) return [];
    const told = samePerson === "first" && { told: true as const };
    return [{ type: "DUPLICATE_DIFFERS", key, rowIds, ...told }];
  });
}

/** Rows without issues, grouped by address and identity, by their first rows. */
function groupsOf(rows: ParsedRow[], columns: FileColumn[], foldGmail: boolean) {
  const groups = new Map<string, { rowIds: number[]; names: Set<string> }>();
  rows.forEach(([, email, problems, values], i) => {
    if (problems.length || email === null) return;
    const key = emailKey(email, foldGmail);
    const group = groups.get(key) ?? { rowIds: [], names: new Set() };
    groups.set(key, group);
    group.rowIds.push(i + 1);
    group.names.add(identityOf(reader(columns, values)));
  });
  return groups;
}
