/** The pages of `rollcall help`: one for all, one for each command. */
import { mappingFields } from "@rollcall/contracts/api";
import { LIST_ENTRIES } from "./arguments.ts";
import { DEFAULT_URL, TIMEOUT_SECONDS } from "./connection.ts";
import { exitMeanings } from "./exit_codes.ts";

/** An option's explanation, in lines below each other: of so many characters, behind so many. */
const explained = (text: string, width = 73, indent = 27) =>
  text.match(RegExp(`\\S.{0,${width - 1}}(?= |$)`, "g"))!.join(`\n${" ".repeat(indent)}`);

const mapping = explained(
  `the column of a field: ${mappingFields.join(", ")}; may be repeated; FIELD= if no column has it`,
);

const reading = `Override how the file is read:
  --mapping FIELD=HEADER   ${mapping}
  --encoding LABEL         for example windows-1252 or utf-16le
  --delimiter D            one of , ; | or tab
  --header-row N           the row that names the columns
  --sheet NAME             the sheet of a workbook; by default the first that holds a list
  --region CC              the country of phone numbers without a country code, for example DE;
                           none to leave them as written; detected by default
  --fold-gmail             treat Gmail addresses that differ only in dots and +tags as the same
  --same-person ask        open an issue when rows of one person differ; by default the first row
                           is kept, and its empty fields are filled from the others`;

const writing =
  `  --out FILE               write the clean list; the name ends in .csv, .xlsx or .json
  --rejected FILE.csv      write the rows that are not on it, excluded or merged, with the reason
  --bom                    begin CSV files with a byte order mark, so that Excel reads UTF-8`;

const resolving =
  `  --rule TYPE=RULE         resolve the issues of a type; may be repeated. Rules run in the order
                           given, each on the issues that are still open
      first, last, most_complete   keep that row, for DUPLICATE_EMAIL and DUPLICATE_DIFFERS
      take_suggestion              use the suggestion, for INVALID_EMAIL_FORMAT and EMAIL_TYPO
      skip, keep                   exclude the row, or keep it as it is, for every type
  --rule RULE              the same for every type the rule applies to: --rule first to duplicates,
                           --rule skip to everything that is open. When rows of one person differ,
                           the first is kept without an issue; DUPLICATE_DIFFERS=RULE decides
                           otherwise
  --no-finalize            do not create the clean list, even if no issue is open`;

const selecting = `
Rows:
  --search TEXT            rows with this text in any value
  --filter FILTER          COLUMN:is:TEXT, COLUMN:contains:TEXT, COLUMN:empty, COLUMN:filled,
                           state:is:excluded, issue:is:TYPE, warning:is:CODE; may be repeated, and
                           all must hold
  --all-rows               all rows of the job`;

const connecting = `Connection:
  --url URL                the API; by default ROLLCALL_URL, or ${DEFAULT_URL}
  --email ADDRESS          sign in, with the password in ROLLCALL_PASSWORD; the session ends with
                           the command. A second factor's code is asked for on the terminal, or
                           taken from ROLLCALL_CODE
  --token TOKEN            by default ROLLCALL_TOKEN; a token is good for minutes
  --timeout SECONDS        for the whole command; ${TIMEOUT_SECONDS} by default
  --json                   write one JSON object to stdout, and everything else to stderr`;

const codes = "Exit codes:\n" + Object.entries(exitMeanings)
  .map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`).join("\n");

const pages = new Map(Object.entries({
  import: `rollcall import FILE [options]

Uploads a file (CSV, Excel, vCard, JSON or an archive of one), waits until it has been read and
compared, resolves its issues by your rules, and creates the clean list if no issue is left open.

${resolving}
${writing}

${reading}

${connecting}

${codes}

  rollcall import people.csv --rule first --rule skip --out clean.csv --rejected excluded.csv
  rollcall import people.xlsx --sheet Contacts --region DE --json`,

  resolve: `rollcall resolve JOB --rule RULE [options]

Resolves the issues of a job that was uploaded before, by rules, and creates the clean list if no
issue is left open. If the list exists already, the changes become its next version.

${resolving}
  --finalize               without a rule: create the clean list of what is resolved already
  --include-resolved       apply the rules to issues that were resolved before, too
${writing}

${connecting}

${codes}

  rollcall resolve 3f2c… --rule DUPLICATE_DIFFERS=last --include-resolved --out clean.csv`,

  decide: `rollcall decide ISSUE DECISION [options]

Takes one decision on one issue. ISSUE is its id, and ROW the number of a row, both as
"rollcall issues JOB" lists them. A new decision replaces the previous one.

  --choose ROW             keep this row
  --edit FIELD=VALUE       type a value; may be repeated
  --merge FIELD=ROW        make one contact of all rows, with this field from this row; again for
                           more fields, and with --edit for values that you type
  --row ROW                the row that --edit changes, needed if there are several, or that
                           --merge keeps, by default the first
  --column HEADER          for an issue of the whole file: the column with the missing names
  --suggestion             take the suggestion
  --skip, --keep           exclude the row or rows, or keep them as they are

${connecting}

${codes}

  rollcall decide 3f2c….7 --choose 12
  rollcall decide 3f2c….8 --merge phone=12 --edit company=Acme`,

  undo: `rollcall undo ISSUE [options]
rollcall undo JOB [--batch BATCH]

Takes back the newest decision on an issue; or a job's last step, whatever it was, so that repeating
the command goes back step by step; or all that a rule resolved or a change of rows did. If there is
a clean list, it becomes an earlier version, and the job can be finalised again.

  --batch BATCH            what a rule or a change of rows did, as that command printed it
  --seen-version VERSION   only if the issue has not been decided again since this version of the
                           job, so that repeating the command is safe; the current one by default

${connecting}

${codes}

  rollcall undo 3f2c….7
  rollcall undo 3f2c…
  rollcall undo 3f2c… --batch 0198…`,

  redo: `rollcall redo JOB

Does the step again that was undone last, unless something else was decided since.

${connecting}

${codes}`,

  change: `rollcall change JOB OPERATION ROWS [options]

Changes many rows by one operation, undone as one. Rows with which something would be wrong then
stay as they are. COLUMN is a field, such as last_name, or a column of the file that is no field.

Operations:
  --set COLUMN=VALUE       set a value; COLUMN= empties it
  --replace TEXT           find this text; --by TEXT replaces it, and removes it if left out;
                           --column COLUMN for one column, --whole for whole values,
                           --match-case to tell A from a
  --trim                   remove spaces at the ends and double ones; --column COLUMN for one column
  --upper, --lower, --title COLUMN    change the case
  --fill COLUMN=COLUMN     copy the second column into the first; --only-empty where that is empty
  --phones                 write phone numbers with their country; --region CC is where they are at
                           home
  --split COLUMN           split at --by TEXT into --into COLUMN --into COLUMN …
  --join COLUMN            join --join COLUMN --join COLUMN … with --by TEXT into --into COLUMN
                           What --split, --join and --fill write to may be a new column
  --unite COLUMN=VALUE     make one value of several spellings, --spelling VALUE for each
${selecting}
  --dry-run                show what would be changed, and change nothing

${connecting}

${codes}

  rollcall change 3f2c… --title last_name --all-rows --dry-run
  rollcall change 3f2c… --split job_title --by ", " --into job_title --into Department --all-rows
  rollcall change 3f2c… --set company="Acme Inc." --filter company:contains:acme`,

  exclude: `rollcall exclude JOB ROWS

Excludes rows from the clean list.
${selecting}

${connecting}

${codes}

  rollcall exclude 3f2c… --filter email:contains:@example.com`,

  "bring-back": `rollcall bring-back JOB ROWS

Brings excluded rows back. If a decision on an issue excluded a row, that decision is undone,
and the issue is open again.
${selecting}

${connecting}

${codes}

  rollcall bring-back 3f2c… --filter state:is:excluded`,

  "read-again": `rollcall read-again JOB [options]

Reads the file of a job again with other options, as a new job, which takes over the decisions that
still fit. The first job stays as it is.

${resolving}
${writing}

${reading}

${connecting}

${codes}

  rollcall read-again 3f2c… --sheet Customers --region GB`,

  preview: `rollcall preview FILE [options]

Shows how the file would be read: encoding, delimiter, header, and the mapping of each column.
Nothing is stored.

${reading}

${connecting}

${codes}`,

  status: `rollcall status JOB [--wait]

Shows the status of a job. The exit code is 0 if its clean list exists.

  --wait                   wait until the file has been read and compared

${connecting}

${codes}`,

  list: `rollcall list [--limit N]

Lists your jobs, newest first.

  --limit N                at most N; ${LIST_ENTRIES} by default

${connecting}

${codes}`,

  issues: `rollcall issues JOB [options]

Lists the open issues. The exit code is 0, whether there are any or not.

  --type TYPE              of this type only
  --all                    resolved ones too
  --limit N                at most N; ${LIST_ENTRIES} by default

${connecting}

${codes}`,

  download: `rollcall download JOB --out FILE [options]

Writes the clean list of a job, the rows that are not on it, or both.

${writing}
  --list-version N         an earlier version of the list

${connecting}

${codes}`,

  delete: `rollcall delete JOB

Deletes a job, its file and everything that was read from it. This cannot be undone.

${connecting}

${codes}`,
}));

const overview = `rollcall: cleans a list of contacts with a Rollcall server

  import FILE     upload a file, resolve its issues by rules, write the clean list
  resolve JOB     resolve the issues of a job by rules, write the clean list
  decide ISSUE    take one decision on one issue
  undo ISSUE      take a decision back; undo JOB its last step
  redo JOB        do the step again that was undone last
  change JOB      change values in many rows
  exclude JOB     exclude rows from the clean list
  bring-back JOB  bring excluded rows back
  read-again JOB  read the file of a job again with other options
  preview FILE    show how a file would be read
  status JOB      show the status of a job
  list            list your jobs
  issues JOB      list the open issues
  download JOB    write the clean list
  delete JOB      delete a job
  help COMMAND    show all options of a command

${connecting}

${codes}`;

/** @param page the command that it is about; the overview by default */
export function helpPage(page?: string): string {
  return pages.get(page ?? "") ?? overview;
}
