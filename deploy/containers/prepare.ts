/**
 * Prepares the database before the services start (deploy/database/prepare.ts): its owner's URL is in
 * DATABASE_OWNER_URL, the password of each login in a variable such as UPLOAD_DB_PASSWORD. Ends when
 * that is done, and may be repeated at any time. Where people elsewhere use the system, it changes
 * nothing and fails while a password or the master key is one that everybody knows.
 */
import { readConfig } from "../../platform/config.ts";
import { fieldsOf } from "../../platform/config_fields.ts";
import { type LoginName, logins, roleOf } from "../../platform/manifest.ts";
import { prepareDatabase } from "../database/prepare.ts";
import { passwordVariable, publicValues } from "./public_values.ts";

const ownerUrl = required("DATABASE_OWNER_URL", "a URL such as postgres://owner:p@host/name");
if (!URL.canParse(ownerUrl)) wrong("DATABASE_OWNER_URL is no URL");
const passwords = new Map([...logins.keys()].map((login) => [login, passwordOf(login)] as const));
const masterKey = required("MASTER_KEY", "the master key of the jobs' data keys");
const { WEB_ORIGINS: origins } = readConfig(fieldsOf.origins);
const address = required("WEB_ADDRESS", "the address at which the web listens");
const fault = publicValues({ address, origins, ownerUrl, passwords, masterKey });
if (fault) wrong(fault);
await prepareDatabase({
  ownerUrl,
  logins: new Map(
    [...passwords].map(([login, password]) => [login, { user: roleOf(login), password }]),
  ),
  masterKey: { MASTER_KEY: masterKey },
});
console.log(`the database is up to date, with ${passwords.size} logins`);

function passwordOf(login: LoginName): string {
  return required(passwordVariable(login), `the password of ${login}'s login`);
}

function required(variable: string, what: string): string {
  return Deno.env.get(variable) || wrong(`${variable} is missing: expected ${what}`);
}

function wrong(problem: string): never {
  console.error(`configuration: ${problem}`);
  Deno.exit(2);
}
