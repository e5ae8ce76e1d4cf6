/** One sentence an event for the job's history. It tells counts and codes, never personal data. */
import { SAME_PERSON } from "@rollcall/contacts";
import { type IssueKind, parseRowSet, type RecordedEvent } from "@rollcall/contracts";

export function summaryOf(event: RecordedEvent): string {
  switch (event.type) {
    case "JobCreated":
      return `A file of ${count(event.data.sizeBytes, "byte")} was uploaded.`;
    case "UploadKeyUsed":
      return "The upload can be repeated safely under its key.";
    case "MappingRemembered":
      return "How the columns were mapped is remembered.";
    case "FileRecognized":
      return recognized(event);
    case "JobDeleted":
      return "The job was deleted.";
    case "ParsingStarted":
      return "Reading the file began.";
    case "RowsParsed":
      return `The first ${
        count(event.data.firstRowId + event.data.rowCount - 1, "row")
      } were read.`;
    case "ParsingCompleted": {
      const { totalRows, validRows } = event.data;
      return `The whole file was read: ${count(totalRows, "row")}, ${number(validRows)} valid.`;
    }
    case "ParsingFailed":
      return "The file could not be read as a list of contacts.";
    case "IssuesOpened":
      return `${count(event.data.issues.length, "issue")} found: ${kinds(event.data.issues)}.`;
    case "DedupeCompleted":
      return event.data.issueCount === 0
        ? "All rows were compared: nothing is left to decide."
        : `All rows were compared: ${count(event.data.issueCount, "issue")} to decide.`;
    case "IssuesResolved":
      return resolved(event);
    case "IssuesReopened": {
      const { batchId, numbers } = event.data;
      if (batchId === null) return `The decision on ${issues(numbers)} was taken back.`;
      return `What a rule had settled at once was taken back: ${areOpen(numbers.length)} again.`;
    }
    case "IssuesRevised":
      return `What is asked in ${issues(event.data.issues.map((issue) => issue.number))} changed.`;
    case "RowsMerged": {
      const rows = event.data.merges.reduce((sum, merge) => sum + sizeOf(merge.rowIds), 0);
      const contacts = count(event.data.merges.length, "contact");
      return `${count(rows, "row")} went into ${contacts}, as rows of the same person.`;
    }
    case "JobFailed":
      return `The step "${event.data.stage}" failed on every try and was set aside.`;
    case "JobRetried":
      return `The step "${event.data.stage}" was sent on its way again.`;
    case "JobFinalized": {
      const contacts = count(event.data.contactCount, "contact");
      const { listVersion } = event.data;
      if (listVersion > 1) {
        return `The clean list was fixed again, as version ${listVersion}: ${contacts}.`;
      }
      return event.data.automatic
        ? `The clean list was fixed by itself, as nothing was open: ${contacts}.`
        : `The clean list was fixed: ${contacts}.`;
    }
  }
}

function sizeOf(rowSet: string): number {
  return parseRowSet(rowSet).reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

const actions = {
  choose: "a row was chosen",
  edit: "a row was corrected",
  merge: "rows were merged",
  skip: "left out",
  keep: "kept as it is",
  use_column: "a column was named",
};

function recognized({ data }: RecordedEvent<"FileRecognized">): string {
  const { encoding, delimiter, headerRow } = data;
  const named = `its columns are named in ${encoding ? "line" : "row"} ${number(headerRow)}`;
  if (encoding === null) return `The workbook was recognised; ${named}.`;
  const parted = delimiter === null ? "" : `, parted by ${delimiters.get(delimiter) ?? delimiter}`;
  return `The file was recognised as ${encoding}${parted}; ${named}.`;
}

const delimiters = new Map(Object.entries({
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "bars",
}));

function resolved({ data }: RecordedEvent<"IssuesResolved">): string {
  const numbers = data.resolutions.map((resolution) => resolution.number);
  if (data.rule === "take_suggestion") {
    return `A decision on ${issues(numbers)}: what was suggested was taken.`;
  }
  if (data.rule === SAME_PERSON) {
    return `In ${issues(numbers)} the first row of the person stands, as nobody decided otherwise.`;
  }
  if (data.rule !== null) {
    return `${count(numbers.length, "issue")} settled by the rule "${data.rule}".`;
  }
  const decided = data.resolutions.find((resolution) => resolution.via === undefined);
  const how = actions[(decided ?? data.resolutions[0]!).action];
  return `A decision on ${issues(numbers)}: ${how}.`;
}

const areOpen = (n: number) => `${count(n, "issue")} ${n === 1 ? "is" : "are"} open`;

function kinds(opened: RecordedEvent<"IssuesOpened">["data"]["issues"]): string {
  const ofRows = Map.groupBy(opened.filter((issue) => !issue.scope), (issue) => issue.type);
  return [
    ...opened.flatMap(({ type, scope }) => scope ? [`${kindNames[type]} in the whole file`] : []),
    ...[...ofRows].map(([type, of]) => `${number(of.length)} ${kindNames[type]}`),
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

function issues(numbers: number[]): string {
  if (numbers.length > 3) return count(numbers.length, "issue");
  return `issue ${numbers.join(", ")}`;
}

const { format: number } = new Intl.NumberFormat("en-US");
const count = (n: number, what: string) => `${number(n)} ${what}${n === 1 ? "" : "s"}`;
