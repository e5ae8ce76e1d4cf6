/**
 * The passwords and the master key that stand in compose.yaml let the system be tried without any
 * setting. Everybody can read them there, so a system for people elsewhere does not start with them.
 */
import type { LoginName } from "../../platform/manifest.ts";
import { isPublicKey } from "../../platform/master_key/public_key.ts";
import { isThisMachine, openElsewhere } from "../../platform/this_machine.ts";

const OWNER_PASSWORD = "password";

export interface Given {
  /** where the web listens */
  address: string;
  origins: readonly string[];
  ownerUrl: string;
  passwords: ReadonlyMap<LoginName, string>;
  masterKey: string;
}

/** A sentence about what has to be set first; undefined if there is nothing. Pure. */
export function publicValues(
  { address, origins, ownerUrl, passwords, masterKey }: Given,
): string | undefined {
  const elsewhere = openTo(address, origins);
  if (elsewhere === undefined) return undefined;
  const variables: string[] = [];
  if (new URL(ownerUrl).password === OWNER_PASSWORD) variables.push("POSTGRES_PASSWORD");
  for (const [login, password] of passwords) {
    if (password === login) variables.push(passwordVariable(login));
  }
  if (isPublicKey(masterKey)) variables.push("JOB_MASTER_KEYS");
  if (variables.length === 0) return undefined;
  return `${elsewhere}, for people elsewhere, but these variables have values that everybody can ` +
    `read in compose.yaml: ${variables.join(", ")}. Set your own in .env`;
}

/** By which variable people elsewhere can open the web. */
function openTo(address: string, origins: readonly string[]): string | undefined {
  if (!isThisMachine(`http://${address}`)) return `WEB_ADDRESS is ${address}`;
  const origin = openElsewhere(origins);
  return origin && `WEB_ORIGINS has ${origin}`;
}

/** The variable with the password of a login. */
export function passwordVariable(login: LoginName): string {
  return `${login.toUpperCase()}_DB_PASSWORD`;
}
