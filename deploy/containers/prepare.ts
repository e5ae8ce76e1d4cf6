/**
 * Prepares the database before the services start (deploy/database/prepare.ts): its owner's URL is in
 * DATABASE_OWNER_URL, the password of each login in a variable such as UPLOAD_DB_PASSWORD. Ends when
 * that is done, and may be repeated at any time.
 */
import { type LoginName, logins, roleOf } from "../../platform/manifest.ts";
import { prepareDatabase } from "../database/prepare.ts";

const ownerUrl = required("DATABASE_OWNER_URL", "a URL such as postgres://owner:p@host/name");
if (!URL.canParse(ownerUrl)) wrong("DATABASE_OWNER_URL is no URL");
const credentials = [...logins.keys()].map((login) => [login, credentialsOf(login)] as const);
const masterKey = { MASTER_KEY: required("MASTER_KEY", "the master key of the jobs' data keys") };
await prepareDatabase({ ownerUrl, logins: new Map(credentials), masterKey });
console.log(`the database is up to date, with ${logins.size} logins`);

function credentialsOf(login: LoginName) {
  const variable = `${login.toUpperCase()}_DB_PASSWORD`;
  return { user: roleOf(login), password: required(variable, `the password of ${login}'s login`) };
}

function required(variable: string, what: string): string {
  return Deno.env.get(variable) || wrong(`${variable} is missing: expected ${what}`);
}

function wrong(problem: string): never {
  console.error(`configuration: ${problem}`);
  Deno.exit(2);
}
