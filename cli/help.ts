/** The pages of `rollcall help`: one for all, one for each command. */
import { LIST_ENTRIES } from "./arguments.ts";
import { DEFAULT_URL, TIMEOUT_SECONDS } from "./connection.ts";
import { exitMeanings } from "./exit_codes.ts";

const reading = `How the file is read, where it is not found out rightly:
  --mapping FIELD=HEADER   the column that is a field: email, first_name, last_name, full_name,
                           phone, company, job_title, country; again for more of them; FIELD=
                           where no column is to be it
  --encoding LABEL         such as windows-1252 or utf-16le
  --delimiter D            one of , ; | or tab
  --header-row N           the line that names the columns
  --sheet NAME             the sheet of a workbook; else the first
  --region CC              the country of phone numbers that name none, such as DE
  --fold-gmail             gmail addresses are one whatever their dots and +tags
  --same-person ask        ask where rows of one person differ; else the first of them stands, and
                           what it lacks is filled in from the others`;

const writing =
  `  --out FILE               write the clean list; the name ends in .csv, .xlsx or .json
  --rejected FILE.csv      write the rows that are not on it, with the reason
  --bom                    begin CSV files with the mark by which Excel tells UTF-8`;

const connecting = `Where to and as whom:
  --url URL                the API; else ROLLCALL_URL, else ${DEFAULT_URL}
  --token TOKEN            else ROLLCALL_TOKEN
  --email ADDRESS          sign in, with the password in ROLLCALL_PASSWORD
  --timeout SECONDS        of all that the command waits for; ${TIMEOUT_SECONDS} where left out
  --json                   one JSON object on stdout; whatever else is said goes to stderr`;

const codes = "Exit codes:\n" + Object.entries(exitMeanings)
  .map(([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`).join("\n");

const pages = new Map(Object.entries({
  import: `rollcall import FILE [options]

Uploads a CSV or XLSX file, waits until it is read and compared, settles its issues by your rules
and fixes the clean list once nothing is open.

  --rule TYPE=RULE         settle the issues of a type; again for more of them. Rules work in the
                           order given, each on what is still open
      first, last, most_complete   which row stands, for DUPLICATE_EMAIL and DUPLICATE_DIFFERS
      take_suggestion              as suggested, for INVALID_EMAIL_FORMAT and EMAIL_TYPO
      skip, keep                   leave the row out, or keep it as it is, for every type
  --rule RULE              the same for all types that the rule fits: --rule first is about
                           duplicates, --rule skip about everything
                           that is open. Where rows of one person differ, the first stands without
                           a question; DUPLICATE_DIFFERS=RULE settles it otherwise
  --no-finalize            leave the list open though nothing is left to decide
${writing}

${reading}

${connecting}

${codes}

  rollcall import people.csv --rule first --rule skip --out clean.csv --rejected left-out.csv
  rollcall import people.xlsx --sheet Contacts --region DE --json`,

  preview: `rollcall preview FILE [options]

Says how the file would be read: encoding, delimiter, header, what each column is taken for.
Nothing is stored.

${reading}

${connecting}

${codes}`,

  status: `rollcall status JOB [--wait]

Says how far a job is. Its exit code is 0 once the list is fixed.

  --wait                   until it is read and compared

${connecting}

${codes}`,

  list: `rollcall list [--limit N]

Lists your jobs, the newest first.

  --limit N                at most so many; ${LIST_ENTRIES} where left out

${connecting}

${codes}`,

  issues: `rollcall issues JOB [options]

Lists what is open. Its exit code is 0 all the same.

  --type TYPE              of this type only
  --all                    those that are settled too
  --limit N                at most so many; ${LIST_ENTRIES} where left out

${connecting}

${codes}`,

  download: `rollcall download JOB --out FILE [options]

Writes the clean list of a job, what was left out, or both.

${writing}
  --list-version N         a former version of the list

${connecting}

${codes}`,

  delete: `rollcall delete JOB

Deletes a job, its file and everything read from it, for good.

${connecting}

${codes}`,
}));

const overview = `rollcall: cleans a list of contacts by way of a Rollcall server

  import FILE     upload a file, settle its issues by rules, write the clean list
  preview FILE    how a file would be read
  status JOB      how far a job is
  list            your jobs
  issues JOB      what is open
  download JOB    write the clean list
  delete JOB      delete a job for good
  help COMMAND    all about a command

${connecting}

${codes}`;

/** @param page the command that it is about; the overview where left out */
export function helpPage(page?: string): string {
  return pages.get(page ?? "") ?? overview;
}
