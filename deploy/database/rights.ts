/**
 * What each login may do: membership in the group roles that stand for its verbs in the manifest, and
 * in no other. The rights of a group role stand beside the tables that they are about
 * (event-store/sql/grants.sql, services/upload/sql, services/projection/schema/grants.ts).
 */
import type postgres from "postgres";
import { connect } from "@rollcall/event-store";
import { quoted } from "../../event-store/database.ts";
import { databaseVerbs, logins, roleOf } from "../../platform/manifest.ts";

/** What every login is a member of: it may connect, and wait for migrations. */
const EVERY_LOGIN = "rollcall_login";
/** Everything at once, of which the services' one login was a member until there was one for each. */
const FORMER = "rollcall_service";

const allRights = [EVERY_LOGIN, FORMER, ...databaseVerbs.map(rightOf)];

/** The group role of a verb. */
function rightOf(verb: (typeof databaseVerbs)[number]): string {
  return `rollcall_may_${verb.replaceAll(" ", "_")}`;
}

/** Makes each login a member of what it needs, and of nothing else. */
export async function grantRights(sql: postgres.Sql): Promise<void> {
  const memberships = await sql<{ login: string; right: string }[]>`
    select l.rolname as login, r.rolname as right
      from pg_auth_members m
      join pg_roles l on l.oid = m.member
      join pg_roles r on r.oid = m.roleid`;
  for (const [name, verbs] of logins) {
    const login = roleOf(name);
    const has = new Set(memberships.filter((one) => one.login === login).map((one) => one.right));
    const needed = new Set([EVERY_LOGIN, ...verbs.map(rightOf)]);
    for (const right of needed) {
      if (!has.has(right)) await sql.unsafe(`grant ${quoted(right)} to ${quoted(login)}`);
    }
    for (const right of allRights) {
      if (has.has(right) && !needed.has(right)) {
        await sql.unsafe(`revoke ${quoted(right)} from ${quoted(login)}`);
      }
    }
  }
}

/**
 * Lets these logins, and no other, connect to the database: the one that all services shared is shut
 * out, and what was granted to it comes to nothing. Nobody makes temporary tables.
 */
export async function grantConnect(ownerUrl: string, database: string): Promise<void> {
  const owner = connect(ownerUrl, { name: "rollcall-migrate", max: 1 });
  try {
    const [row] = await owner<{ open: boolean }[]>`
      select has_database_privilege('public', ${database}, 'connect') or
             not has_database_privilege(${EVERY_LOGIN}, ${database}, 'connect') as open`;
    if (!row!.open) return;
    await owner.unsafe(`
      grant connect on database ${quoted(database)} to ${EVERY_LOGIN};
      revoke all on database ${quoted(database)} from public;`);
  } finally {
    await owner.end({ timeout: 2 });
  }
}
