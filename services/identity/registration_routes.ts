/**
 * Registering. Where accounts open by mail, the answer is the same whether the address has an account
 * or not, and takes the same work; else the account opens at once (ADR 43).
 */
import * as routes from "@rollcall/contracts/routes";
import { addressOf } from "@rollcall/platform/client_address.ts";
import type { App } from "@rollcall/platform/http.ts";
import { HttpProblem, validationFailed } from "@rollcall/platform/problem.ts";
import { canonicalEmail } from "./account_rows.ts";
import { enter, refuseOtherSites } from "./open_session.ts";
import { refuseBadLink } from "./links_over.ts";
import type { RouteParts } from "./identity_parts.ts";
import { weakness } from "./password_rules.ts";
import { letThrough } from "./refused_attempts.ts";

const ON_ITS_WAY =
  "A message with a link is on its way to this address: open it within a day. If none arrives, check " +
  "your spam folder.";

export function addRegistration(app: App, parts: RouteParts): void {
  const { accounts, passwords, limit, post, note, registersByMail, proxyHops } = parts;

  app.openapi(routes.register, async (c) => {
    refuseOtherSites(c, parts);
    const { email, password, name = null } = c.req.valid("json");
    const weak = weakness(password, { email, name });
    if (weak) throw validationFailed([{ path: "body.password", message: weak }]);
    const address = addressOf(c, proxyHops);
    letThrough(await limit.register(address), "open accounts");
    if (registersByMail) {
      letThrough(await limit.mail(canonicalEmail(email), address), "open accounts");
    }
    const passwordHash = await passwords.hash(password);
    if (registersByMail) {
      await accounts.register({ email, name, passwordHash });
      post?.wake();
      return c.json({ pending: true as const, detail: ON_ITS_WAY }, 202);
    }
    const account = await accounts.create({ email, name, passwordHash });
    if (!account) {
      const detail = "This e-mail address has an account: sign in, or use another address.";
      throw new HttpProblem(409, detail, { code: "EMAIL_TAKEN" });
    }
    post?.wake();
    note(c, "registered", { userId: account.id });
    return c.json(await enter(c, parts, { ...account, passwordHash }), 201);
  });

  app.openapi(routes.finishRegistration, async (c) => {
    refuseOtherSites(c, parts);
    const { token, password } = c.req.valid("json");
    const waiting = await accounts.ofRegistration(token);
    if (!waiting) throw await refuseBadLink(c, parts);
    const address = addressOf(c, proxyHops);
    const attempt = letThrough(
      await limit.signIn({
        email: canonicalEmail(waiting.email),
        address,
        knownDevice: "registration",
        isKnownNetwork: true,
      }),
      "open this account",
    );
    if (!await passwords.matches(waiting.passwordHash, password)) {
      const message = "this is not the password that you chose when you registered";
      throw validationFailed([{ path: "body.password", message }]);
    }
    await limit.takeBack(attempt);
    const account = await accounts.finishRegistration(token);
    if (!account) throw await refuseBadLink(c, parts);
    note(c, "registered", { userId: account.id });
    const { passwordHash } = waiting;
    return c.json(await enter(c, parts, { ...account, passwordHash }), 201);
  });
}
