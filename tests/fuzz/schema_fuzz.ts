/**
 * `deno task fuzz:api`: schemathesis, from PyPI into a virtual environment below .data, draws requests
 * from the API's own description and sends them to a stack of its own, as a user with a job. Never a
 * 5xx, and every answer as it is described. `--examples N` draws so many for each operation (20). The
 * short form, which needs no Python, is tests/api/any_request_test.ts.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ApiClient } from "../api/client.ts";
import { startStack } from "../harness/stack.ts";

const VERSION = "4.32.5";
const FILE = "email,first name\nann@example.com,Ann\nann@example.com,Bob\n,Cyd\n";
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
];
/** What ends the session that all other requests need. */
const ENDING = ["/auth/logout", "/auth/sessions", "/auth/sessions/{id}"];
/** A stream of events is taken for one text; a target of any length is 431 at the border, as anywhere. */
const NOT_JUDGED = ["/jobs/{id}/stream", "/auth/provider"];

const { values } = parseArgs({ options: { examples: { type: "string", default: "20" } } });
const folder = resolve(".data/schemathesis");
await makeEnvironment();
const stack = await startStack({ stores: "own", variables: { JWT_TTL_SECONDS: "3600" } });
let code = 1;
try {
  const person = await ApiClient.register(stack.apiUrl);
  await person.import(FILE);
  code = await run(`${folder}/bin/st`, [
    ...["run", `${stack.apiUrl}/openapi.json`, "--header", `Authorization: Bearer ${person.token}`],
    ...["--checks", CHECKS.join(), "--max-examples", values.examples, "--continue-on-failure"],
    ...["--generation-database", "none", "--suppress-health-check", "all"],
    ...[...ENDING, ...NOT_JUDGED].flatMap((path) => ["--exclude-path", path]),
  ]);
} finally {
  await stack.close();
}
Deno.exit(code);

async function makeEnvironment(): Promise<void> {
  const python = `${folder}/bin/python`;
  const isThere = await Deno.stat(python).then(() => true, () => false);
  if (!isThere) await mustRun("python3", ["-m", "venv", folder]);
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  await mustRun(python, [...install, `schemathesis==${VERSION}`]);
}

async function mustRun(program: string, args: string[]): Promise<void> {
  const code = await run(program, args);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
}

async function run(program: string, args: string[]): Promise<number> {
  return (await new Deno.Command(program, { args, cwd: ".data" }).spawn().status).code;
}
