/**
 * The operator task's database logins, given in parts: AWS secrets hold a name and a password, not
 * a URL. A service's login rotates between two roles; rights go to the first, of which the second
 * is a member.
 */
import { type LoginName, logins } from "../../platform/manifest.ts";
import type { Credentials } from "../database/prepare.ts";

/** Variables → value. */
export type OperatorVariables = Record<string, string | undefined>;

export interface OperatorLogins {
  /** URL for the owner. */
  owner: string;
  /** Each login's current role. */
  logins: Map<LoginName, Credentials>;
  /** URL for a login's current role. */
  urlOf(login: LoginName): string;
}

/** @throws a sentence that names the missing variable */
export function readLogins(variables: OperatorVariables): OperatorLogins {
  const value = (name: string) => {
    const found = variables[name];
    if (found) return found;
    throw new Error(`configuration: ${name} is missing; the operator's task sets it`);
  };
  const credentialsOf = (who: string): Credentials => ({
    user: value(`${who.toUpperCase()}_USERNAME`),
    password: value(`${who.toUpperCase()}_PASSWORD`),
  });
  const urlFor = ({ user, password }: Credentials) => {
    const port = variables.DATABASE_PORT || "5432";
    const url = new URL(`postgres://${value("DATABASE_HOST")}:${port}/${value("DATABASE_NAME")}`);
    url.username = encodeURIComponent(user);
    url.password = encodeURIComponent(password);
    url.searchParams.set("sslmode", variables.DATABASE_SSLMODE || "verify-full");
    return url.href;
  };
  const all = [...logins.keys()].map((name) => [name, credentialsOf(name)] as const);
  const found = new Map(all);
  return {
    owner: urlFor(credentialsOf("owner")),
    logins: found,
    urlOf: (login) => urlFor(found.get(login)!),
  };
}
