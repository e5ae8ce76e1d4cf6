/** One sentence per event for the job's history, with counts and codes but never personal data. */
import { SAME_PERSON } from "@rollcall/contacts";
import { changedBy } from "../lists/reason_words.ts";
import {
  decisionsDone,
  delimiterNames,
  formatCount,
  formatNumber,
  historyLines,
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
      return historyLines.write("created", { bytes: event.data.sizeBytes });
    case "UploadKeyUsed":
      return historyLines.write("uploadKey", {});
    case "MappingRemembered":
      return historyLines.write("mapping", {});
    case "FileRecognized":
      return recognized(event);
    case "JobDeleted":
      return historyLines.write("deleted", {});
    case "ParsingStarted":
      return historyLines.write("reading", {});
    case "RowsParsed":
      return historyLines.write("rowsRead", {
        rows: event.data.firstRowId + event.data.rowCount - 1,
      });
    case "ParsingCompleted":
      return historyLines.write("read", {
        rows: event.data.totalRows,
        valid: event.data.validRows,
      });
    case "ParsingFailed":
      return historyLines.write("unreadable", {});
    case "IssuesOpened": {
      const { issues } = event.data;
      return historyLines.write("found", { issues: issues.length, kinds: kinds(issues) });
    }
    case "DedupeCompleted": {
      const { issueCount } = event.data;
      return issueCount === 0
        ? historyLines.write("comparedNone", {})
        : historyLines.write("compared", { issues: issueCount });
    }
    case "IssuesResolved":
      return resolved(event);
    case "IssuesReopened": {
      const { batchId, numbers } = event.data;
      return batchId === null
        ? historyLines.write("undone", { which: issuesIn(numbers) })
        : historyLines.write("ruleUndone", { issues: sizeOfRowSet(numbers) });
    }
    case "IssuesRevised": {
      const which = capital(issues(event.data.issues.map((issue) => issue.number)));
      return historyLines.write("revised", { which });
    }
    case "RowsEdited": {
      const { operation, total: rows } = event.data;
      return operation === null
        ? historyLines.write("edited", { rows })
        : historyLines.write("operated", { rows, operation: changedBy(operation) });
    }
    case "RowsExcluded":
      return historyLines.write("excluded", { rows: event.data.total });
    case "RowsBroughtBack":
      return historyLines.write("broughtBack", { rows: event.data.total });
    case "RowsChangeUndone":
      return historyLines.write("changeUndone", {
        rows: event.data.rowCount,
        change: event.data.change,
      });
    case "ReviewRestored":
      return historyLines.write(event.data.kind, {});
    case "RowsMerged": {
      const { merges } = event.data;
      const rows = merges.reduce((sum, merge) => sum + sizeOfRowSet(merge.rowIds), 0);
      return historyLines.write("merged", { rows, contacts: merges.length });
    }
    case "JobFailed":
      return historyLines.write("failed", { stage: event.data.stage });
    case "JobRetried":
      return historyLines.write("retried", { stage: event.data.stage });
    case "JobFinalized": {
      const { contactCount: contacts, listVersion: version, automatic } = event.data;
      if (version > 1) {
        return historyLines.write("listAgain", { version: String(version), contacts });
      }
      return historyLines.write(automatic ? "listAutomatic" : "list", { contacts });
    }
  }
}

function recognized({ data }: RecordedEvent<"FileRecognized">): string {
  const { encoding, delimiter, headerRow, byValues, region } = data;
  const [guess] = byValues;
  const guessed = guess
    ? ` Column ${formatNumber(guess.place + 1)} was taken for the e-mail address: ` +
      `${Math.round(guess.share * 100)} % of its values are addresses.`
    : "";
  const home = region
    ? ` Phone numbers without a country are read as numbers of ${region.code}: ${region.reason}.`
    : "";
  const where = { row: headerRow, guesses: `${guessed}${home}` };
  if (encoding === null) return historyLines.write("workbook", where);
  const separated = delimiter === null
    ? ""
    : `, separated by ${delimiterNames.get(delimiter) ?? delimiter}`;
  return historyLines.write("recognised", { how: `${encoding}${separated}`, ...where });
}

function resolved({ data }: RecordedEvent<"IssuesResolved">): string {
  const size = resolutionCount(data);
  const which = size > NAMED_ISSUES
    ? formatCount(size, "issue")
    : issues([...resolutionsIn(data)].map((resolution) => resolution.number));
  if (data.rule === "take_suggestion") {
    return historyLines.write("decided", { which, what: decisionsDone.take_suggestion });
  }
  if (data.rule === SAME_PERSON) return historyLines.write("byDefault", { which: capital(which) });
  if (data.rule !== null) {
    return historyLines.write("byRule", { issues: size, rule: ruleName(data.rule) });
  }
  const decided = data.resolutions.find((resolution) => resolution.via === undefined);
  const first = decided ?? data.resolutions[0] ?? data.alike![0]!;
  return historyLines.write("decided", { which, what: decisionsDone[first.action] });
}

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

/** Issues that a line of the history names; of more it says how many. */
export const NAMED_ISSUES = 3;

function issues(numbers: number[]): string {
  if (numbers.length > NAMED_ISSUES) return formatCount(numbers.length, "issue");
  return `issue ${numbers.join(", ")}`;
}

function issuesIn(set: string): string {
  const size = sizeOfRowSet(set);
  return size > NAMED_ISSUES ? formatCount(size, "issue") : issues([...rowIdsOf(set)]);
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
