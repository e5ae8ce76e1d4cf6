/** The variables that identity alone reads. */
import { count, type Variables } from "@rollcall/platform/config_fields.ts";
import { z } from "zod";

/** The mail server that keeps messages on this machine. */
export const OUTBOX = "outbox:";

export const variables = {
  JWT_TTL_SECONDS: count(
    600,
    "seconds",
    "life of an access token; a refresh token gives the next",
    60,
  ),
  SESSION_IDLE_SECONDS: count(12 * 3600, "seconds", "a session that is not used ends after", 600),
  SESSION_MAX_SECONDS: count(7 * 24 * 3600, "seconds", "a session ends after, used or not", 600),
  JWT_ROTATION_SECONDS: count(
    30 * 24 * 3600,
    "seconds",
    "life of a signing key; the next is published before it is used",
    60,
  ),
  REGISTRATIONS_PER_ADDRESS: count(
    20,
    "accounts",
    "accounts an hour that one address may open without a wait; the addresses beside it five times " +
      "as many",
  ),
  SMTP_URL: z.string().refine(isSmtpUrl).optional().meta({
    description: `smtp://host:587, smtps://host:465, or ${OUTBOX}, without a login`,
    means: "the mail server; none: no mail is sent. `outbox:`, which is " +
      "`make dev`'s: messages stay in memory, for all to read at `/auth/mail`",
  }),
  SMTP_USER: z.string().optional().meta({ means: "the login at the mail server, if it asks" }),
  SMTP_PASSWORD: z.string().optional().meta({ secret: true, means: "its password" }),
  MAIL_FROM: z.email().default("rollcall@localhost.localdomain").meta({
    description: "an e-mail address",
    means: "the sender of mail; links in it lead to the first of `WEB_ORIGINS`",
  }),
  REGISTER_BY_MAIL: z.enum(["yes", "no"]).default("no").meta({
    description: "yes or no",
    means:
      "yes: an account opens by a link in a message, so that nobody learns which addresses have " +
      "one; needs a mail server ([ADR 43](adr/0043-mail.md)); AWS: yes with `mail`",
  }),
  ADMINS_NEED_SECOND_FACTOR: z.enum(["yes", "no"]).default("no").meta({
    description: "yes or no",
    means: "yes: an admin has the role only while the account asks for a second factor; AWS: yes",
  }),
  OIDC_URL: z.string().refine((url) => /^https?:$/.test(protocolOf(url))).optional().meta({
    description: "an absolute http or https URL",
    means: "the issuer of an external OpenID Connect provider to sign in with, too; none: " +
      "passwords only ([ADR 45](adr/0045-external-provider.md))",
  }),
  OIDC_CLIENT_ID: z.string().default("rollcall-web").meta({
    means:
      "what the provider calls this installation, other than `JWT_AUDIENCE`; it sends people " +
      "back to `/api/auth/provider/callback` of the first of `WEB_ORIGINS`",
  }),
  OIDC_CLIENT_SECRET: z.string().optional().meta({
    secret: true,
    means: "its secret there; none for a public client",
  }),
  OIDC_NAME: z.string().max(60).default("your organisation").meta({
    means: "what the button of the sign-in page calls the provider",
  }),
} satisfies Variables<"identity">;

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : "";
}

function isSmtpUrl(text: string): boolean {
  if (text === OUTBOX) return true;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^smtps?:$/.test(url.protocol) && url.hostname !== "" &&
    url.username === "" && url.password === "";
}
