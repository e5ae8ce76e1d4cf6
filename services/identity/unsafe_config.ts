/** What each variable allows alone and all of them together must not. */
import { isPublicKey } from "@rollcall/platform/master_key/public_key.ts";
import { openElsewhere } from "@rollcall/platform/this_machine.ts";
import { OUTBOX } from "./config.ts";

/** The variables that have to fit each other. */
export interface Together {
  SMTP_URL?: string | undefined;
  WEB_ORIGINS: string[];
  MASTER_KEY: string;
  REGISTER_BY_MAIL: "yes" | "no";
  OIDC_URL?: string | undefined;
  OIDC_CLIENT_ID: string;
  JWT_AUDIENCE: string;
}

/** Ends the process where the configuration lets strangers in, or promises mail that nobody sends. */
export function refuseUnsafe(config: Together): void {
  const fault = unsafe(config);
  if (!fault) return;
  console.error(`configuration: ${fault}`);
  Deno.exit(2);
}

/** A sentence about what must not be; undefined if there is nothing. Pure. */
export function unsafe(
  { SMTP_URL: url, REGISTER_BY_MAIL: byMail, ...config }: Together,
): string | undefined {
  const elsewhere = openElsewhere(config.WEB_ORIGINS);
  if (url === OUTBOX && elsewhere !== undefined) {
    return "SMTP_URL is outbox:, which is for a web on localhost alone: everybody can read it";
  }
  if (isPublicKey(config.MASTER_KEY) && elsewhere !== undefined) {
    return `WEB_ORIGINS has ${elsewhere}, for people elsewhere, but the master key of the signing ` +
      "keys is one that everybody can read in compose.yaml. Set your own in MASTER_KEY, which is " +
      "SIGNING_MASTER_KEYS of .env";
  }
  if (byMail === "yes" && !url) {
    return "REGISTER_BY_MAIL is yes: it needs a mail server in SMTP_URL";
  }
  if (config.OIDC_URL && config.OIDC_CLIENT_ID === config.JWT_AUDIENCE) {
    return `JWT_AUDIENCE and OIDC_CLIENT_ID are both ${config.JWT_AUDIENCE}: they must differ, or ` +
      "the provider's ID tokens, which are for signing in alone, could be taken for access tokens";
  }
  return undefined;
}
