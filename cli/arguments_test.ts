import assert from "node:assert/strict";
import { byKey } from "@rollcall/contracts";
import { readArguments } from "./arguments.ts";
import type { CliEnvironment } from "./connection.ts";
import { exitCodes, Failure } from "./exit_codes.ts";

const words = (line: string) => line.split(" ").filter(Boolean);
const read = (line: string, env: CliEnvironment = {}) => readArguments(words(line), env);
const commandOf = (line: string, env?: CliEnvironment) => read(line, env).command;
const nothing = { bom: false };
const ISSUE = "0198c0de-0000-7000-8000-0000000000aa.7";
const decide = (choice: unknown) => ({ name: "decide", issue: ISSUE, choice });

Deno.test("arguments: what each command line means", () => {
  const table: [line: string, command: unknown][] = [
    ["", { name: "help", page: undefined }],
    ["help", { name: "help", page: undefined }],
    ["--help", { name: "help", page: undefined }],
    ["help import", { name: "help", page: "import" }],
    ["import --help", { name: "help", page: "import" }],
    ["import a.csv -h", { name: "help", page: "import" }],
    ["import a.csv", {
      ...{ name: "import", file: "a.csv", form: {}, rules: [], finalize: true, targets: nothing },
    }],
    ["import a.csv --no-finalize --rule MISSING_EMAIL=skip", {
      ...{ name: "import", file: "a.csv", form: {}, finalize: false, targets: nothing },
      rules: [{ type: "MISSING_EMAIL", rule: "skip", named: true }],
    }],
    ["import a.csv --finalize --out b.XLSX --rejected c.csv --bom", {
      ...{ name: "import", file: "a.csv", form: {}, rules: [], finalize: true },
      targets: { out: "b.XLSX", rejected: "c.csv", bom: true },
    }],
    [
      "preview a.csv --mapping email=Mail --mapping job_title= --encoding latin1 --delimiter tab " +
      "--header-row 3 --region de --fold-gmail --sheet S --same-person ask",
      {
        name: "preview",
        file: "a.csv",
        form: {
          mapping: '{"email":"Mail","job_title":null}',
          encoding: "latin1",
          delimiter: "tab",
          header_row: "3",
          sheet: "S",
          region: "DE",
          same_person: "ask",
          fold_gmail: "true",
        },
      },
    ],
    ["preview -- -a.csv", { name: "preview", file: "-a.csv", form: {} }],
    ["resolve j --rule EMAIL_TYPO=keep --include-resolved --out b.csv", {
      ...{ name: "resolve", job: "j", anew: true, finalize: true },
      rules: [{ type: "EMAIL_TYPO", rule: "keep", named: true }],
      targets: { out: "b.csv", bom: false },
    }],
    ["resolve j --finalize", {
      ...{ name: "resolve", job: "j", anew: false, finalize: true, rules: [], targets: nothing },
    }],
    [`decide ${ISSUE} --choose 12`, decide({ action: "choose", row: 12 })],
    [
      `decide ${ISSUE} --edit email=a=b@x.org --edit Notes= --row 3`,
      decide({ action: "edit", row: 3, values: byKey({ email: "a=b@x.org", Notes: "" }) }),
    ],
    [
      `decide ${ISSUE} --merge phone=12 --edit company=Acme`,
      decide({
        ...{ action: "merge", row: undefined, values: byKey({ company: "Acme" }) },
        from: byKey({ phone: 12 }),
      }),
    ],
    [`decide ${ISSUE} --column Surname`, decide({ action: "use_column", column: "Surname" })],
    [`decide ${ISSUE} --suggestion`, decide({ action: "take_suggestion" })],
    [`decide ${ISSUE} --skip`, decide({ action: "skip" })],
    [`decide ${ISSUE} --keep`, decide({ action: "keep" })],
    [`undo ${ISSUE}`, { name: "undo", issue: ISSUE }],
    [`undo ${ISSUE} --seen-version 12`, { name: "undo", issue: ISSUE, seenVersion: 12 }],
    ["undo j --batch b", { name: "undo", job: "j", batch: "b" }],
    ["undo j", { name: "undo", job: "j" }],
    ["redo j", { name: "redo", job: "j" }],
    ["exclude j --filter state:is:open --filter email:empty", {
      ...{ name: "exclude", job: "j", rows: { filters: ["state:is:open", "email:empty"] } },
    }],
    ["bring-back j --all-rows", { name: "bring-back", job: "j", rows: { filters: [] } }],
    ["change j --title last_name --search ann --dry-run", {
      ...{ name: "change", job: "j", rows: { search: "ann", filters: [] }, dryRun: true },
      operation: { do: "case", column: "last_name", to: "title" },
    }],
    ["read-again j --sheet S --no-finalize", {
      ...{ name: "read-again", job: "j", form: { sheet: "S", read_again: "j" } },
      ...{ rules: [], finalize: false, targets: nothing },
    }],
    ["status j", { name: "status", job: "j", wait: false }],
    ["status j --wait", { name: "status", job: "j", wait: true }],
    ["list", { name: "list", limit: 100 }],
    ["list --limit 7", { name: "list", limit: 7 }],
    ["issues j", { name: "issues", job: "j", query: { status: "OPEN" }, limit: 100 }],
    ["issues j --all --type EMAIL_TYPO", {
      ...{ name: "issues", job: "j", query: { type: "EMAIL_TYPO" }, limit: 100 },
    }],
    ["download j --out l.json --list-version 2", {
      ...{ name: "download", job: "j", targets: { out: "l.json", bom: false, listVersion: 2 } },
    }],
    ["download j --rejected r.csv", {
      ...{ name: "download", job: "j", targets: { rejected: "r.csv", bom: false } },
    }],
    ["delete j", { name: "delete", job: "j" }],
  ];
  for (const [line, command] of table) assert.deepEqual(commandOf(line), command, line);
});

Deno.test("arguments: what cannot be meant so is a sentence and exit code 2", () => {
  const table: [line: string, says: RegExp][] = [
    ["impotr a.csv", /no command "impotr"; there are import, preview/],
    ["help me", /no help on "me"/],
    ["import", /import takes one FILE; it was given none/],
    ["import a.csv b.csv", /takes one FILE; it was given 2/],
    ["resolve j", /resolve needs a --rule/],
    ["resolve j --rule EMAIL_TYPO=keep --region de", /Unknown option '--region'/],
    ["list x", /list takes nothing behind it/],
    ["import a.csv --colour red", /Unknown option '--colour'/],
    ["import a.csv --out", /argument missing|ambiguous/],
    ["import a.csv --password p", /Unknown option '--password'/],
    ["import a.csv --out list.txt", /end it in \.csv, \.xlsx or \.json/],
    ["import a.csv --out .csv", /end it in/],
    ["import a.csv --rejected r.xlsx", /end its name in \.csv/],
    ["import a.csv --finalize --no-finalize", /not both/],
    ["import a.csv --no-finalize --out b.csv", /cannot be used with --no-finalize/],
    ["import a.csv --rule sometimes", /no such rule; give first, last/],
    ["import a.csv --rule DUPLICATE=first", /no such type; give MISSING_EMAIL/],
    ["import a.csv --rule MISSING_EMAIL=first", /first is a rule for DUPLICATE_EMAIL/],
    ["import a.csv --rule MISSING_EMAIL=take_suggestion", /INVALID_EMAIL_FORMAT or EMAIL_TYPO/],
    ["import a.csv --rule A=B=C", /no such rule/],
    ["import a.csv --mapping email", /write field=header/],
    ["import a.csv --mapping email=A --mapping email=B", /given twice/],
    ["import a.csv --encoding klingon", /no such encoding/],
    ["import a.csv --delimiter ab", /give one of , ; \| or tab/],
    ["import a.csv --delimiter constructor", /give one of , ; \| or tab/],
    ["constructor", /There is no command "constructor"/],
    ["import a.csv --header-row 0", /number of the row/],
    ["import a.csv --region Germany", /two letters/],
    ["import a.csv --timeout soon", /whole number from 1/],
    ["import a.csv --timeout 0", /whole number from 1/],
    ["import a.csv --url localhost:8000", /give the API's address/],
    ["import a.csv --url http://", /give the API's address/],
    ["import a.csv --email a@b.org", /ROLLCALL_PASSWORD/],
    ["issues j --type TYPO", /no such type/],
    ["list --limit 1.5", /whole number/],
    ["download j", /needs --out FILE, --rejected FILE or both/],
    ["status", /one JOB/],
    ["decide j --skip", /j: give the id of an issue, as rollcall issues JOB lists it\.$/],
    [`decide ${ISSUE}`, /takes one decision: --choose/],
    [`decide ${ISSUE} --skip --keep`, /takes one decision/],
    [`decide ${ISSUE} --choose x`, /--choose x: give a whole number/],
    [`decide ${ISSUE} --edit email`, /--edit email: give FIELD=VALUE/],
    [`decide ${ISSUE} --merge phone=second`, /give the number of a row/],
    [`decide ${ISSUE} --skip --row 2`, /--row goes with --edit or --merge/],
    ["undo j.x", /j\.x: give the id of an issue/],
    ["undo j --batch b --seen-version 3", /about a decision on one issue/],
    ["exclude j", /Say which rows/],
    ["exclude j --all-rows --search x", /Say which rows/],
    ["change j --all-rows", /change takes one operation/],
    ["change j --all-rows --trim --phones", /change takes one operation/],
    ["change j --all-rows --trim --by x", /--by does not go with --trim/],
    ["change j --all-rows --set company", /--set company: give COLUMN=VALUE/],
    ["change j --all-rows --fill =company", /give COLUMN=COLUMN/],
    ["change j --all-rows --split a --by x --into b", /two --into/],
    ["change j --all-rows --join a --by x --into b", /two columns or more/],
    ["change j --all-rows --unite a=b", /needs a --spelling/],
    ["change j --all-rows --phones --region Germany", /two letters/],
  ];
  for (const [line, says] of table) {
    assert.throws(() => read(line), (error) => {
      assert.ok(error instanceof Failure, line);
      assert.equal(error.exitCode, exitCodes.usage, line);
      assert.match(error.message, says, line);
      return true;
    });
  }
});

Deno.test("arguments: options for server and credentials override variables", () => {
  const env = {
    ROLLCALL_URL: "https://r.example/api/",
    ROLLCALL_TOKEN: "t",
    ROLLCALL_PASSWORD: "p",
  };
  const table: [line: string, env: CliEnvironment, connection: unknown][] = [
    ["list", {}, { url: "http://localhost:8000", timeoutSeconds: 600 }],
    ["list", { ROLLCALL_URL: "" }, { url: "http://localhost:8000", timeoutSeconds: 600 }],
    ["list", env, { url: "https://r.example/api", token: "t", timeoutSeconds: 600 }],
    ["list --url http://h:1 --token u --timeout 5", env, {
      ...{ url: "http://h:1", token: "u", timeoutSeconds: 5 },
    }],
    ["list --email a@b.org", env, {
      url: "https://r.example/api",
      credentials: { email: "a@b.org", password: "p" },
      timeoutSeconds: 600,
    }],
  ];
  for (const [line, env, connection] of table) {
    assert.deepEqual(read(line, env).connection, connection, line);
  }
  assert.equal(read("list --json").json, true);
  assert.throws(() => read("list --email a@b.org --token t", env), /not both/);
});
