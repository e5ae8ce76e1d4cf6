/** Who I am, my name, and my e-mail address. */
import * as routes from "@rollcall/contracts/routes";
import { addressOf } from "@rollcall/platform/client_address.ts";
import type { App } from "@rollcall/platform/http.ts";
import { canonicalEmail } from "./account_rows.ts";
import { confirmPassword, ownAccount, wrongPassword } from "./confirm_password.ts";
import { refuseOtherSites, toUser } from "./open_session.ts";
import { mailOn, refuseBadLink } from "./links_over.ts";
import type { RouteParts } from "./identity_parts.ts";
import { letThrough } from "./refused_attempts.ts";

export function addAccount(app: App, parts: RouteParts): void {
  const { accounts, provided, limit, post, note, proxyHops } = parts;

  app.openapi(routes.me, async (c) => {
    const [account, providers] = await Promise.all([
      ownAccount(c, parts),
      provided.of(c.var.userId),
    ]);
    // The token's roles, which may be outdated: what this session may do.
    const me = { ...toUser(account, c.var.roles), providers };
    return c.json(me, 200, { "cache-control": "no-store" });
  });

  app.openapi(routes.updateMe, async (c) => {
    const { name } = c.req.valid("json");
    await accounts.rename(c.var.userId, name);
    return c.json(toUser(await ownAccount(c, parts), c.var.roles), 200);
  });

  app.openapi(routes.sendVerification, async (c) => {
    const room = mailOn(parts);
    const { id: userId, email, isVerified } = await ownAccount(c, parts);
    if (isVerified) return c.body(null, 202);
    letThrough(await limit.mail(email, addressOf(c, proxyHops)), "request mail");
    await room.verify({ email, userId });
    return c.body(null, 202);
  });

  app.openapi(routes.changeEmail, async (c) => {
    const { password, ...asked } = c.req.valid("json");
    const room = mailOn(parts);
    const account = await ownAccount(c, parts);
    const email = canonicalEmail(asked.email);
    await confirmPassword(c, parts, account, {
      password,
      field: "password",
      what: "change the address",
      failed: "email_change_failed",
    });
    letThrough(await limit.mail(email, addressOf(c, proxyHops)), "request mail");
    const { id: userId, passwordHash } = account;
    if (!await accounts.askForAddress({ userId, passwordHash, email })) {
      throw wrongPassword("password");
    }
    room.wake();
    note(c, "email_change_asked");
    return c.body(null, 202);
  });

  app.openapi(routes.confirmEmail, async (c) => {
    refuseOtherSites(c, parts);
    const confirmed = await accounts.confirmEmail(c.req.valid("json").token);
    if (!confirmed) throw await refuseBadLink(c, parts);
    note(c, "email_confirmed", { userId: confirmed.id });
    post?.wake();
    return c.json({ email: confirmed.email }, 200);
  });
}
