/**
 * Settings of the local stack: ports, the data folder, passwords and names. Read from the
 * environment once; every setting has a working default.
 */
import { createHmac } from "node:crypto";
import { resolve } from "node:path";
import { type LoginName, logins, roleOf, storePorts } from "../../platform/manifest.ts";

/** The folder of the checkout that this file belongs to. */
export const checkoutRoot = resolve(new URL("../..", import.meta.url).pathname);

export interface Settings {
  /** The checkout; every process runs in it. */
  root: string;
  /** Where Postgres, the emulator and the logs keep their files. */
  dataDir: string;
  host: string;
  /** The variables as found; each service gets those it knows. */
  variables: Record<string, string>;
  database: {
    name: string;
    ownerPassword: string;
    /** What the password of each login is derived from. */
    secret: string;
  };
}

/** An invalid variable; `message` is the sentence to show. */
export class SettingError extends Error {}

/** @throws {SettingError} if DATA_DIR or DATABASE_NAME is invalid. */
export function readSettings(root: string, variables: Record<string, string>): Settings {
  const name = variables.DATABASE_NAME || "ingestion_db";
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) {
    throw new SettingError(
      `DATABASE_NAME is "${name}": give a name of small letters, digits and underscores`,
    );
  }
  return {
    root,
    dataDir: resolve(root, variables.DATA_DIR || ".data"),
    host: "127.0.0.1",
    variables,
    database: {
      name,
      ownerPassword: variables.POSTGRES_PASSWORD || "postgres",
      secret: variables.ROLLCALL_DB_PASSWORD || "rollcall",
    },
  };
}

/**
 * The port that `variable` asks for, or `fallback`. Of several instances, each has the one that the
 * variable lists for it, or the first one's and a hundred more for each before it.
 *
 * @param instance from 1 on
 * @throws {SettingError} unless it is a port number.
 */
export function portOf(
  settings: Settings,
  variable: string,
  fallback: number,
  instance = 1,
): number {
  const text = settings.variables[variable];
  const listed = text ? text.split(",") : [String(fallback)];
  const own = listed[instance - 1];
  const port = own === undefined ? Number(listed[0]) + PORT_STEP * (instance - 1) : Number(own);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new SettingError(`${variable} is "${text}": give a port number from 1 to 65535`);
}

/** The most processes of one service: each has some connections to the database. */
const MAX_INSTANCES = 8;
/** Between the ports of one service's instances, where they are not said. */
const PORT_STEP = 100;

/**
 * How many processes each service has.
 *
 * @throws {SettingError} unless INSTANCES is a number from 1 to 8.
 */
export function instancesOf({ variables: { INSTANCES } }: Settings): number {
  const count = Number(INSTANCES || 1);
  if (Number.isInteger(count) && count >= 1 && count <= MAX_INSTANCES) return count;
  throw new SettingError(`INSTANCES is "${INSTANCES}": give a number from 1 to ${MAX_INSTANCES}`);
}

/** The database's URL for its owner, or with the login of a service or tool. */
export function databaseUrl(settings: Settings, who: "owner" | LoginName, database?: string) {
  const { name, ownerPassword } = settings.database;
  const port = portOf(settings, storePorts.postgres.variable, storePorts.postgres.port);
  const url = new URL(`postgres://${settings.host}:${port}/${database ?? name}`);
  url.username = who === "owner" ? "postgres" : roleOf(who);
  url.password = encodeURIComponent(who === "owner" ? ownerPassword : passwordOf(settings, who));
  return url.href;
}

/** The master key of a service's keys: identity's lies apart from that of the jobs'. */
export function masterKeyOf(settings: Settings, name: string): string {
  const file = name === "identity" ? masterKeyFiles.signing : masterKeyFiles.jobs;
  return settings.variables.MASTER_KEY || `file:${settings.dataDir}/secrets/${file}`;
}

/** Below `secrets` in the data folder. */
export const masterKeyFiles = { jobs: "job-master-keys", signing: "signing-master-keys" } as const;

/** Who may log in to the database, besides its owner. */
export function credentialsOf(settings: Settings) {
  return new Map(
    [...logins.keys()].map((login) =>
      [login, { user: roleOf(login), password: passwordOf(settings, login) }] as const
    ),
  );
}

/** No login's password tells another's. */
function passwordOf({ database: { secret } }: Settings, login: LoginName): string {
  return createHmac("sha256", secret).update(roleOf(login)).digest("base64url");
}
