/**
 * Identity's tables. Whoever has the owner's login migrates them and lets in the login of this
 * service alone: password hashes and private keys are no other service's business.
 */
import { ensureSchema, type MigrationSet, type Sql, transaction } from "@rollcall/event-store";
import { connect } from "@rollcall/event-store";
import identity from "./sql/001_identity.sql" with { type: "text" };

const migrations: MigrationSet = {
  name: "identity",
  migrations: [{ name: "001_identity", sql: identity }],
};

/** Any constant: it only has to be the same for everybody who grants. */
const grantLock = 724_118;

/** @throws where the tables are not there and `ownerUrl` is not given, after half a minute */
export async function ensureIdentitySchema(
  sql: Sql,
  urls: { url: string; ownerUrl?: string | undefined },
): Promise<void> {
  await ensureSchema(sql, urls.ownerUrl, [migrations]);
  if (!urls.ownerUrl) return;
  const owner = connect(urls.ownerUrl, { name: "rollcall-identity-grants", max: 1 });
  try {
    await grant(owner, decodeURIComponent(new URL(urls.url).username));
  } finally {
    // Without a limit it waits for good where the connection was lost at the wrong moment.
    await owner.end({ timeout: 2 });
  }
}

async function grant(owner: Sql, login: string): Promise<void> {
  await transaction(owner, async (tx) => {
    await tx`select pg_advisory_xact_lock(${grantLock})`;
    await tx`grant usage on schema identity to ${tx(login)}`;
    await tx`grant select, insert on identity.account to ${tx(login)}`;
    await tx`grant select, insert, delete on identity.signing_key to ${tx(login)}`;
    await tx`grant select, insert, update, delete on identity.login_attempt to ${tx(login)}`;
  });
}
