/**
 * Creates what services expect on a Postgres server: the database, the role that migrations grant
 * to, and the services' login. Runs before them and may be repeated at any time.
 */
import { ensureDatabase } from "../../event-store/database.ts";

const owner = new URL(required("DATABASE_OWNER_URL"));
const service = new URL(required("DATABASE_URL"));
const name = decodeURIComponent(service.pathname.slice(1));
const adminUrl = new URL(owner);
adminUrl.pathname = "/postgres";

await ensureDatabase({
  adminUrl: adminUrl.href,
  name,
  login: decodeURIComponent(service.username),
  password: decodeURIComponent(service.password),
});
console.log(`the database ${name} and the login ${service.username} are there`);

function required(variable: string): string {
  const value = Deno.env.get(variable);
  if (value && URL.canParse(value)) return value;
  console.error(`configuration: ${variable} is missing or no URL such as postgres://u:p@host/name`);
  Deno.exit(2);
}
