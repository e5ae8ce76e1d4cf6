/**
 * The operator task's database logins, given in parts: AWS secrets hold a name and a password, not
 * a URL. A service's login rotates between two roles; grants go to the first, of which the second
 * is a member.
 */

/** Variables → value. */
export type Variables = Record<string, string | undefined>;

export interface OperatorLogins {
  /** URL for the owner. */
  owner: string;
  /** URL for the services' current login. */
  services: string;
  /** URL for identity's current login. */
  identity: string;
}

/** @throws a sentence that names the missing variable */
export function readLogins(variables: Variables): OperatorLogins {
  const value = (name: string) => {
    const found = variables[name];
    if (found) return found;
    throw new Error(`configuration: ${name} is missing; the operator's task sets it`);
  };
  const urlOf = (who: string) => {
    const port = variables.DATABASE_PORT || "5432";
    const url = new URL(`postgres://${value("DATABASE_HOST")}:${port}/${value("DATABASE_NAME")}`);
    url.username = encodeURIComponent(value(`${who}_USERNAME`));
    url.password = encodeURIComponent(value(`${who}_PASSWORD`));
    url.searchParams.set("sslmode", variables.DATABASE_SSLMODE || "verify-full");
    return url.href;
  };
  return { owner: urlOf("OWNER"), services: urlOf("SERVICES"), identity: urlOf("IDENTITY") };
}

/** The suffix that AWS's rotation gives a login's second role. */
const SECOND_ROLE = /_clone$/;

/** The URL of the first of a login's two roles. */
export function firstRole(url: string): string {
  const first = new URL(url);
  first.username = first.username.replace(SECOND_ROLE, "");
  return first.href;
}
