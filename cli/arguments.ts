/**
 * Parses the command line; pure, for table tests. Invalid arguments are an error message and exit
 * code 2 before anything is sent.
 */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { IssueType } from "@rollcall/contracts/api";
import type { CliChangeCommand } from "./change_rows.ts";
import { choiceOf, type DecisionOption } from "./choice.ts";
import {
  type CliEnvironment,
  type Connection,
  DEFAULT_URL,
  readConnection,
  TIMEOUT_SECONDS,
} from "./connection.ts";
import { numberOf, textOf, textsOf, usage, type Values } from "./option_values.ts";
import { operationOf, selectionOf } from "./operation.ts";
import { readRule, type RuleStep } from "./rules.ts";
import { readUploadForm } from "./upload_form.ts";

export type CliCommand =
  | { name: "help"; page: string | undefined }
  | ImportCommand
  | { name: "preview"; file: string; form: Record<string, string> }
  | ResolveCommand
  | DecideCommand
  | UndoCommand
  | { name: "redo"; job: string }
  | CliChangeCommand
  | ReadAgainCommand
  | { name: "status"; job: string; wait: boolean }
  | { name: "list"; limit: number }
  | { name: "issues"; job: string; query: Record<string, string>; limit: number }
  | { name: "download"; job: string; targets: Targets }
  | { name: "delete"; job: string };

export interface ImportCommand {
  name: "import";
  file: string;
  /** the upload's form, besides the file */
  form: Record<string, string>;
  rules: RuleStep[];
  /** whether to create the clean list once no issue is open */
  finalize: boolean;
  targets: Targets;
}

/** Reads the file of a job again, as a new one. */
export interface ReadAgainCommand extends Omit<ImportCommand, "name" | "file"> {
  name: "read-again";
  job: string;
}

/** How to resolve a job's issues. */
export interface Resolving extends Pick<ImportCommand, "rules" | "finalize" | "targets"> {
  /** whether rules apply to issues that were resolved before, too */
  anew: boolean;
}

export interface ResolveCommand extends Resolving {
  name: "resolve";
  job: string;
}

/** A single decision. */
export interface DecideCommand {
  name: "decide";
  /** its id */
  issue: string;
  choice: DecisionOption;
}

/** Takes back a decision, all that a rule or a change of rows did, or a job's last step. */
export type UndoCommand =
  | { name: "undo"; issue: string; seenVersion?: number }
  | { name: "undo"; job: string; batch: string }
  | { name: "undo"; job: string };

/** Files to be written. */
export interface Targets {
  out?: string;
  rejected?: string;
  /** begin CSV files with a byte-order mark, for Excel */
  bom: boolean;
  listVersion?: number;
}

export interface Invocation {
  command: CliCommand;
  connection: Connection;
  json: boolean;
}

/** Default and maximum of --limit. */
export const LIST_ENTRIES = 100, MAX_LIST_ENTRIES = 100_000;

/** A job's id, a dot, and the issue's number there. */
const ISSUE_ID = /^[0-9a-f-]{36}\.[1-9]\d{0,8}$/;

const text = { type: "string" } as const;
const texts = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;

const common = { url: text, token: text, email: text, timeout: text, json: flag } as const;
const reading = {
  ...{ mapping: texts, encoding: text, delimiter: text, "header-row": text, sheet: text },
  ...{ region: text, "fold-gmail": flag, "same-person": text },
} as const;
const writing = { out: text, rejected: text, bom: flag } as const;
const selecting = { search: text, filter: texts, "all-rows": flag } as const;
const changing = {
  ...{ set: text, replace: text, trim: flag, upper: text, lower: text, title: text, fill: text },
  ...{ phones: flag, split: text, join: texts, unite: text },
  ...{ by: text, column: text, "match-case": flag, whole: flag, "only-empty": flag },
  ...{ into: texts, spelling: texts, region: text, "dry-run": flag },
} as const;
const resolving = { ...writing, rule: texts, finalize: flag, "no-finalize": flag } as const;

/** The options of each command, and the names of its positional arguments. */
const commands = {
  import: { operands: ["FILE"], options: { ...reading, ...resolving } },
  preview: { operands: ["FILE"], options: reading },
  resolve: { operands: ["JOB"], options: { ...resolving, "include-resolved": flag } },
  decide: {
    operands: ["ISSUE"],
    options: {
      ...{ choose: text, edit: texts, merge: texts, row: text, column: text },
      ...{ suggestion: flag, skip: flag, keep: flag },
    },
  },
  undo: { operands: ["ISSUE or JOB"], options: { batch: text, "seen-version": text } },
  redo: { operands: ["JOB"], options: {} },
  change: { operands: ["JOB"], options: { ...selecting, ...changing } },
  exclude: { operands: ["JOB"], options: selecting },
  "bring-back": { operands: ["JOB"], options: selecting },
  "read-again": { operands: ["JOB"], options: { ...reading, ...resolving } },
  status: { operands: ["JOB"], options: { wait: flag } },
  list: { operands: [], options: { limit: text } },
  issues: { operands: ["JOB"], options: { type: text, all: flag, limit: text } },
  download: { operands: ["JOB"], options: { ...writing, "list-version": text } },
  delete: { operands: ["JOB"], options: {} },
} satisfies Record<string, { operands: string[]; options: ParseArgsConfig["options"] }>;

type Name = keyof typeof commands;
export const commandNames: string[] = [...Object.keys(commands), "help"];

/** @throws {Failure} with exit code 2 and a message */
export function readArguments(args: string[], env: CliEnvironment): Invocation {
  const [name = "help", ...rest] = args;
  if (["help", "--help", "-h"].includes(name)) return helpAbout(rest[0]);
  if (!isCommand(name)) {
    throw usage(`There is no command "${name}"; there are ${commandNames.join(", ")}.`);
  }
  if (rest.includes("--help") || rest.includes("-h")) return helpAbout(name);
  const { operands, options } = commands[name];
  const { values, positionals } = parse(rest, { ...common, ...options });
  if (positionals.length !== operands.length) {
    const wanted = operands.length ? `one ${operands[0]}` : "nothing behind it";
    throw usage(`${name} takes ${wanted}; it was given ${positionals.length || "none"}.`);
  }
  return {
    command: commandOf(name, positionals[0] ?? "", values),
    connection: readConnection(values, env),
    json: values.json === true,
  };
}

const isCommand = (name: string): name is Name => Object.hasOwn(commands, name);

function helpAbout(page: string | undefined): Invocation {
  if (page !== undefined && !commandNames.includes(page)) {
    throw usage(`There is no help on "${page}"; there are ${commandNames.join(", ")}.`);
  }
  const connection = { url: DEFAULT_URL, timeoutSeconds: TIMEOUT_SECONDS };
  return { command: { name: "help", page }, connection, json: false };
}

function parse(args: string[], options: NonNullable<ParseArgsConfig["options"]>) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { values: values as Values, positionals };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw usage(error.message.split(/\.\s/)[0]!.replace(/\.?$/, "."));
  }
}

function commandOf(name: Name, operand: string, values: Values): CliCommand {
  switch (name) {
    case "import":
      return { name, file: operand, form: formOf(values), ...resolvingOf(values) };
    case "preview":
      return { name, file: operand, form: formOf(values) };
    case "resolve": {
      const anew = values["include-resolved"] === true;
      const command = { name, job: operand, anew, ...resolvingOf(values) };
      if (command.rules.length > 0 || values.finalize === true) return command;
      throw usage(
        "resolve needs a --rule; there may be several. --finalize alone creates the list.",
      );
    }
    case "decide":
      return { name, issue: issueOf(operand), choice: choiceOf(values) };
    case "undo": {
      const batch = textOf(values.batch);
      const seenVersion = numberOf("seen-version", values, 0, Number.MAX_SAFE_INTEGER);
      if (ISSUE_ID.test(operand) && batch === undefined) {
        return { name, issue: operand, ...(seenVersion !== undefined && { seenVersion }) };
      }
      if (operand.includes(".")) issueOf(operand);
      if (seenVersion === undefined) {
        return { name, job: operand, ...(batch !== undefined && { batch }) };
      }
      throw usage("--seen-version is about a decision on one issue.");
    }
    case "redo":
      return { name, job: operand };
    case "change": {
      const rows = selectionOf(values), dryRun = values["dry-run"] === true;
      return { name, job: operand, rows, operation: operationOf(values), dryRun };
    }
    case "exclude":
    case "bring-back":
      return { name, job: operand, rows: selectionOf(values) };
    case "read-again": {
      const form = { ...formOf(values), read_again: operand };
      return { name, job: operand, form, ...resolvingOf(values) };
    }
    case "status":
      return { name, job: operand, wait: values.wait === true };
    case "list":
      return { name, limit: entriesOf(values) };
    case "issues":
      return { name, job: operand, query: issuesQuery(values), limit: entriesOf(values) };
    case "download": {
      const targets = targetsOf(values);
      if (targets.out ?? targets.rejected) return { name, job: operand, targets };
      throw usage("download needs --out FILE, --rejected FILE or both.");
    }
    case "delete":
      return { name, job: operand };
  }
}

function resolvingOf(values: Values): Pick<ImportCommand, "rules" | "finalize" | "targets"> {
  const finalize = values["no-finalize"] !== true;
  const targets = targetsOf(values);
  if (!finalize && values.finalize === true) {
    throw usage("Give --finalize or --no-finalize, not both.");
  }
  if (!finalize && (targets.out ?? targets.rejected)) {
    throw usage(
      "--out and --rejected write the clean list, so they cannot be used with --no-finalize.",
    );
  }
  const rules = textsOf(values.rule).flatMap((text) => {
    const steps = readRule(text);
    if (typeof steps === "string") throw usage(`${steps}.`);
    return steps;
  });
  return { rules, finalize, targets };
}

function issueOf(operand: string): string {
  if (ISSUE_ID.test(operand)) return operand;
  throw usage(`${operand}: give the id of an issue, as rollcall issues JOB lists it.`);
}

function formOf(values: Values): Record<string, string> {
  const { form, wrong } = readUploadForm({
    mapping: textsOf(values.mapping),
    encoding: textOf(values.encoding),
    delimiter: textOf(values.delimiter),
    headerRow: textOf(values["header-row"]),
    sheet: textOf(values.sheet),
    region: textOf(values.region),
    foldGmail: values["fold-gmail"] === true,
    samePerson: textOf(values["same-person"]),
  });
  if (wrong) throw usage(wrong);
  return form;
}

function targetsOf(values: Values): Targets {
  const out = textOf(values.out), rejected = textOf(values.rejected);
  if (out !== undefined && !/.\.(csv|xlsx|json)$/i.test(out)) {
    throw usage(`--out ${out}: the name says what is written; end it in .csv, .xlsx or .json.`);
  }
  if (rejected !== undefined && !/.\.csv$/i.test(rejected)) {
    throw usage(
      `--rejected ${rejected}: the rows that are not on the list are a CSV file; end its name in .csv.`,
    );
  }
  const listVersion = numberOf("list-version", values, 1, Number.MAX_SAFE_INTEGER);
  return {
    ...(out !== undefined && { out }),
    ...(rejected !== undefined && { rejected }),
    bom: values.bom === true,
    ...(listVersion !== undefined && { listVersion }),
  };
}

function issuesQuery(values: Values): Record<string, string> {
  const type = textOf(values.type);
  if (type !== undefined && !IssueType.safeParse(type).success) {
    throw usage(`--type ${type}: there is no such type; give ${IssueType.options.join(", ")}.`);
  }
  return { ...(type && { type }), ...(values.all !== true && { status: "OPEN" }) };
}

const entriesOf = (values: Values) =>
  numberOf("limit", values, 1, MAX_LIST_ENTRIES) ?? LIST_ENTRIES;
