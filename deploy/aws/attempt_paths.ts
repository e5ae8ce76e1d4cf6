/**
 * Where passwords, codes and links can be tried: every POST below /auth but what a page sends by itself
 * while somebody is signed in (a test holds it to the API's routes).
 */
import { PREFIX } from "../../platform/route_table.ts";

export const attemptPaths = [
  "/auth/login",
  "/auth/register",
  "/auth/register/finish",
  "/auth/password",
  "/auth/password/forgot",
  "/auth/password/reset",
  "/auth/email",
  "/auth/email/verify",
  "/auth/email/confirm",
  "/auth/second-factor",
  "/auth/second-factor/confirm",
  "/auth/second-factor/recovery-codes",
  "/auth/second-factor/remove",
];

/** As the firewall takes it, which knows no lookahead. */
export const ATTEMPTS = `^${PREFIX}/auth/(${
  attemptPaths.map((path) => path.slice("/auth/".length)).join("|")
})/?$`;
