/**
 * Identity's tables. A process with the owner's login migrates them and grants access to this
 * service's login only: no other service needs password hashes and private keys.
 */
import { ensureSchema, type MigrationSet, type Sql, transaction } from "@rollcall/event-store";
import { connect } from "@rollcall/event-store";
import { accountMigrations } from "@rollcall/platform/accounts/schema.ts";
import { sessionMigrations } from "@rollcall/platform/sessions/schema.ts";
import identity from "./sql/001_identity.sql" with { type: "text" };
import admin from "./sql/004_admin.sql" with { type: "text" };
import attempts from "./sql/003_attempts.sql" with { type: "text" };
import closedAccount from "./sql/005_closed_account.sql" with { type: "text" };
import mail from "./sql/005_mail.sql" with { type: "text" };
import provider from "./sql/007_provider.sql" with { type: "text" };
import secondFactor from "./sql/006_second_factor.sql" with { type: "text" };
import session from "./sql/002_session.sql" with { type: "text" };

const migrations: MigrationSet = {
  name: "identity",
  migrations: [
    { name: "001_identity", sql: identity },
    { name: "002_session", sql: session },
    { name: "003_attempts", sql: attempts },
    { name: "004_admin", sql: admin },
    { name: "005_closed_account", sql: closedAccount },
    { name: "005_mail", sql: mail },
    { name: "006_second_factor", sql: secondFactor },
    { name: "007_provider", sql: provider },
  ],
};

/** Any constant that all processes share. */
const GRANT_LOCK = 724_118;

/** @throws after half a minute if the tables are missing and `ownerUrl` is not given */
export async function ensureIdentitySchema(
  sql: Sql,
  urls: { url: string; adminUrl?: string; ownerUrl?: string | undefined },
): Promise<void> {
  await ensureSchema(sql, urls.ownerUrl, [sessionMigrations, ...accountMigrations, migrations]);
  if (!urls.ownerUrl) return;
  const owner = connect(urls.ownerUrl, { name: "rollcall-identity-grants", max: 1 });
  try {
    await grant(owner, loginOf(urls.url));
    if (urls.adminUrl) await grantAdmin(owner, loginOf(urls.adminUrl));
  } finally {
    // Without a timeout it would hang if the connection was lost at the wrong moment.
    await owner.end({ timeout: 2 });
  }
}

const loginOf = (url: string) => decodeURIComponent(new URL(url).username);

/** What `deno task admin` may do: say who is an operator, end the sessions of one who was,
 * and take away a second factor that was lost. */
async function grantAdmin(owner: Sql, login: string): Promise<void> {
  await transaction(owner, async (tx) => {
    await tx`select pg_advisory_xact_lock(${GRANT_LOCK})`;
    await tx`grant usage on schema identity to ${tx(login)}`;
    await tx`grant select (user_id, email, email_verified_at) on identity.account to ${tx(login)}`;
    await tx`grant select, insert, delete on identity.admin to ${tx(login)}`;
    await tx`
      grant select (user_id), delete on identity.session, identity.second_factor to ${tx(login)}`;
  });
}

async function grant(owner: Sql, login: string): Promise<void> {
  await transaction(owner, async (tx) => {
    await tx`select pg_advisory_xact_lock(${GRANT_LOCK})`;
    await tx`grant usage on schema identity to ${tx(login)}`;
    await tx`
      grant select, insert, update (password_hash, email, email_verified_at, name)
         on identity.account to ${tx(login)}`;
    await tx`grant select on identity.admin to ${tx(login)}`;
    await tx`
      grant select, insert, update, delete
         on identity.session, identity.refresh_token, identity.attempt, identity.known_device,
            identity.mail, identity.link, identity.registration,
            identity.second_factor, identity.recovery_code, identity.provided_account
         to ${tx(login)}`;
    await tx`grant select, insert, delete on identity.signing_key to ${tx(login)}`;
  });
}
