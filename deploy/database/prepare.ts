/**
 * Prepares the database before any service starts, with its owner's login, which no service has: the
 * database, a login for each service and tool, every migration, the first generation of the read
 * models, the data keys' wrapping, and what each login may do, as platform/manifest.ts says. Safe to repeat, to run
 * concurrently, and to run beside services.
 */
import { connect } from "@rollcall/event-store";
import { type MasterKeyConfig, openMasterKey } from "@rollcall/platform/master_key/mod.ts";
import { createDatabase, loginStatement, quoted, setUp } from "../../event-store/database.ts";
import { ensureIdentitySchema } from "../../services/identity/schema.ts";
import { type LoginName, logins, roleOf } from "../../platform/manifest.ts";
import { prepareReadModels } from "../../services/projection/schema/mod.ts";
import { ensureUploadSchema } from "../../services/upload/schema.ts";
import { wrapDataKeys } from "./data_keys.ts";
import { grantConnect, grantRights } from "./rights.ts";

export interface Preparation {
  /** URL of the database for its owner; the server may lack the database yet. */
  ownerUrl: string;
  logins: ReadonlyMap<LoginName, Credentials>;
  /** Of the jobs' data keys. */
  masterKey: MasterKeyConfig;
}

export interface Credentials {
  /** `roleOf` the login; or a second role that stands for it while passwords are changed. */
  user: string;
  password: string;
}

/** @throws the server's error if it refuses; where a login is missing, or the master key is another */
export async function prepareDatabase(
  { ownerUrl, logins: given, masterKey }: Preparation,
): Promise<void> {
  const name = decodeURIComponent(new URL(ownerUrl).pathname.slice(1));
  const adminUrl = new URL(ownerUrl);
  adminUrl.pathname = "/postgres";
  await setUp(adminUrl.href, async (sql) => {
    await createDatabase(sql, name);
    for (const login of logins.keys()) {
      const credentials = given.get(login);
      if (!credentials) throw new Error(`${login} has no login: name its user and its password`);
      await sql.unsafe(statementsFor(roleOf(login), credentials));
    }
  });
  await migrate(ownerUrl, masterKey);
  // Roles belong to the server: whoever prepares another database of it waits.
  await setUp(adminUrl.href, grantRights);
  await grantConnect(ownerUrl, name);
}

/** Rights go to the first role of a login, of which a second one is a member. */
function statementsFor(role: string, { user, password }: Credentials): string {
  const login = loginStatement(user, password);
  return user === role ? login : `${login} grant ${quoted(role)} to ${quoted(user)};`;
}

async function migrate(ownerUrl: string, masterKey: MasterKeyConfig): Promise<void> {
  const owner = connect(ownerUrl, { name: "rollcall-migrate", max: 1 });
  try {
    await prepareReadModels(owner, ownerUrl);
    await ensureUploadSchema(owner, ownerUrl);
    const urlFor = (login: LoginName) => {
      const url = new URL(ownerUrl);
      url.username = roleOf(login);
      return url.href;
    };
    const urls = { url: urlFor("identity"), adminUrl: urlFor("admin"), ownerUrl };
    await ensureIdentitySchema(owner, urls);
    await wrapDataKeys(owner, openMasterKey(masterKey));
  } finally {
    // Without a timeout it would hang if the connection was lost at the wrong moment.
    await owner.end({ timeout: 2 });
  }
}
