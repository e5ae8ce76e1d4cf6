/** One sentence per event for the job's history, with counts and codes but never personal data. */
import { SAME_PERSON } from "@rollcall/contacts";
import { changedBy } from "../lists/reason_words.ts";
import {
  delimiterNames,
  formatCount,
  formatNumber,
  type IssueKind,
  type RecordedEvent,
  resolutionCount,
  resolutionsIn,
  rowIdsOf,
  sizeOfRowSet,
} from "@rollcall/contracts";
import { ruleName } from "./rule_names.ts";

export function summaryOf(event: RecordedEvent): string {
  switch (event.type) {
    case "JobCreated":
      return `A file of ${formatCount(event.data.sizeBytes, "byte")} was uploaded.`;
    case "UploadKeyUsed":
      return "The upload can be repeated safely with its idempotency key.";
    case "MappingRemembered":
      return "The column mapping was remembered.";
    case "FileRecognized":
      return recognized(event);
    case "JobDeleted":
      return "The job was deleted.";
    case "ParsingStarted":
      return "Rollcall started reading the file.";
    case "RowsParsed":
      return `The first ${
        formatCount(event.data.firstRowId + event.data.rowCount - 1, "row")
      } were read.`;
    case "ParsingCompleted": {
      const { totalRows, validRows } = event.data;
      return `The whole file was read: ${formatCount(totalRows, "row")}, ${
        formatNumber(validRows)
      } valid.`;
    }
    case "ParsingFailed":
      return "The file could not be read as a list of contacts.";
    case "IssuesOpened":
      return `${formatCount(event.data.issues.length, "issue")} found: ${
        kinds(event.data.issues)
      }.`;
    case "DedupeCompleted":
      return event.data.issueCount === 0
        ? "All rows were compared: no issues."
        : `All rows were compared: ${formatCount(event.data.issueCount, "issue")} to resolve.`;
    case "IssuesResolved":
      return resolved(event);
    case "IssuesReopened": {
      const { batchId, numbers } = event.data;
      if (batchId === null) return `The decision on ${issuesIn(numbers)} was undone.`;
      return `The decisions of a rule were undone: ${areOpen(sizeOfRowSet(numbers))} again.`;
    }
    case "IssuesRevised":
      return capital(`${issues(event.data.issues.map((issue) => issue.number))} changed.`);
    case "RowsEdited": {
      const { operation, total } = event.data;
      return `${formatCount(total, "row")} ${were(total)} ${
        operation === null ? "edited" : changedBy(operation)
      }.`;
    }
    case "RowsExcluded":
      return `${formatCount(event.data.total, "row")} ${were(event.data.total)} excluded.`;
    case "RowsBroughtBack":
      return `${formatCount(event.data.total, "row")} ${were(event.data.total)} brought back.`;
    case "RowsChangeUndone": {
      const { change, rowCount } = event.data;
      return `It was undone that ${formatCount(rowCount, "row")} ${were(rowCount)} ${change}.`;
    }
    case "ReviewRestored":
      return restored[event.data.kind];
    case "RowsMerged": {
      const rows = event.data.merges.reduce((sum, merge) => sum + sizeOfRowSet(merge.rowIds), 0);
      const contacts = formatCount(event.data.merges.length, "contact");
      return `${
        formatCount(rows, "row")
      } went into ${contacts}, because they name the same person.`;
    }
    case "JobFailed":
      return `The step "${event.data.stage}" failed on every attempt, so the job was set aside.`;
    case "JobRetried":
      return `The step "${event.data.stage}" was started again.`;
    case "JobFinalized": {
      const contacts = formatCount(event.data.contactCount, "contact");
      const { listVersion } = event.data;
      if (listVersion > 1) {
        return `The clean list was created again, as version ${listVersion}: ${contacts}.`;
      }
      return event.data.automatic
        ? `Finalised automatically, as there were no open issues: ${contacts}.`
        : `The clean list was created: ${contacts}.`;
    }
  }
}

const were = (n: number) => n === 1 ? "was" : "were";
const restored = {
  undo: "The last step was undone.",
  redo: "The step that was undone was done again.",
  restore: "All decisions were brought back to how they were at an earlier moment.",
};

const actions = {
  choose: "a row was chosen",
  edit: "a row was corrected",
  merge: "rows were merged",
  skip: "excluded",
  keep: "kept as it is",
  use_column: "a column was chosen",
};

function recognized({ data }: RecordedEvent<"FileRecognized">): string {
  const { encoding, delimiter, headerRow, byValues, region } = data;
  const named = `its columns are named in row ${formatNumber(headerRow)}`;
  const [guess] = byValues;
  const guessed = guess
    ? ` Column ${formatNumber(guess.place + 1)} was taken for the e-mail address: ` +
      `${Math.round(guess.share * 100)} % of its values are addresses.`
    : "";
  const home = region
    ? ` Phone numbers without a country are read as numbers of ${region.code}: ${region.reason}.`
    : "";
  if (encoding === null) return `The workbook was recognised; ${named}.${guessed}${home}`;
  const parted = delimiter === null
    ? ""
    : `, separated by ${delimiterNames.get(delimiter) ?? delimiter}`;
  return `The file was recognised as ${encoding}${parted}; ${named}.${guessed}${home}`;
}

function resolved({ data }: RecordedEvent<"IssuesResolved">): string {
  const size = resolutionCount(data);
  const which = size > NAMED_ISSUES
    ? formatCount(size, "issue")
    : issues([...resolutionsIn(data)].map((resolution) => resolution.number));
  if (data.rule === "take_suggestion") {
    return `A decision on ${which}: the suggestion was taken.`;
  }
  if (data.rule === SAME_PERSON) {
    return `${capital(which)}: the first row was kept by default.`;
  }
  if (data.rule !== null) {
    return `${formatCount(size, "issue")} resolved by the rule "${ruleName(data.rule)}".`;
  }
  const decided = data.resolutions.find((resolution) => resolution.via === undefined);
  const first = decided ?? data.resolutions[0] ?? data.alike![0]!;
  return `A decision on ${which}: ${actions[first.action]}.`;
}

const areOpen = (n: number) => `${formatCount(n, "issue")} ${n === 1 ? "is" : "are"} open`;

function kinds(opened: RecordedEvent<"IssuesOpened">["data"]["issues"]): string {
  const ofRows = Map.groupBy(opened.filter((issue) => !issue.scope), (issue) => issue.type);
  return [
    ...opened.flatMap(({ type, scope }) => scope ? [`${kindNames[type]} in the whole file`] : []),
    ...[...ofRows].map(([type, of]) => `${formatNumber(of.length)} ${kindNames[type]}`),
  ].join(", ");
}

const kindNames: Record<IssueKind, string> = {
  MISSING_EMAIL: "without an e-mail address",
  INVALID_EMAIL_FORMAT: "with an invalid e-mail address",
  MISSING_FIRST_NAME: "without a first name",
  MISSING_LAST_NAME: "without a last name",
  EMAIL_TYPO: "with a likely typo in the e-mail address",
  DUPLICATE_EMAIL: "with one address for different people",
  DUPLICATE_DIFFERS: "with rows of one person that differ",
};

/** Of more, only the number is given. */
const NAMED_ISSUES = 3;

function issues(numbers: number[]): string {
  if (numbers.length > NAMED_ISSUES) return formatCount(numbers.length, "issue");
  return `issue ${numbers.join(", ")}`;
}

function issuesIn(set: string): string {
  const size = sizeOfRowSet(set);
  return size > NAMED_ISSUES ? formatCount(size, "issue") : issues([...rowIdsOf(set)]);
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
