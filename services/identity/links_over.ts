/** The refusals of links that do not work, and of requests for mail where none is sent. */
import { addressOf } from "@rollcall/platform/client_address.ts";
import { HttpProblem } from "@rollcall/platform/problem.ts";
import type { Context } from "hono";
import type { OutgoingMail } from "./mail/outgoing_mail.ts";
import type { IdentityParts } from "./identity_parts.ts";
import { letThrough } from "./refused_attempts.ts";

/**
 * The refusal of a link that does not work.
 *
 * @throws HttpProblem 429 to whoever has tried many
 */
export async function refuseBadLink(
  c: Context,
  { limit, proxyHops }: IdentityParts,
): Promise<HttpProblem> {
  letThrough(await limit.badLink(addressOf(c, proxyHops)), "open links");
  const detail = "This link was used, is too old, or is incomplete; request a new one.";
  return new HttpProblem(410, detail, { code: "LINK_OVER" });
}

/** @throws HttpProblem 409 where no mail server is configured */
export function mailOn({ post }: IdentityParts): OutgoingMail {
  if (post) return post;
  const detail = "This installation sends no mail; contact your Rollcall administrator.";
  throw new HttpProblem(409, detail, { code: "MAIL_OFF" });
}
