/** One's own account in a real browser, and the pages that messages lead to. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { launchBrowser } from "./chromium.ts";
import { newPerson } from "./person.ts";
import {
  allThatIsMine,
  filesKept,
  forgottenPassword,
  nameAndAddress,
  otherSession,
  registeredByMail,
  secondFactor,
  signedInByProvider,
} from "./scenarios/account.ts";
import {
  claimedAsMine,
  claimedFromAStranger,
  leakedPasswordRefused,
  leakedPasswordReplaced,
} from "./scenarios/passwords.ts";
import { CLIENT, startProvider } from "../../services/identity/testing/real_provider.ts";
import { steadyPort } from "../harness/steady_port.ts";
import { type Site, startSite } from "./site.ts";

type Scenarios = Record<string, (page: Page, site: Site) => Promise<void>>;

const usual: Scenarios = {
  "a name is saved, an address confirmed and changed by links": nameAndAddress,
  "a forgotten password is chosen anew, once, by a message": forgottenPassword,
  "a leaked password is refused, at its field": leakedPasswordRefused,
  "a password that leaked since is replaced when signing in": leakedPasswordReplaced,
  "an address is taken from a stranger, with an empty account": claimedFromAStranger,
  "an account whose address was not confirmed goes on": claimedAsMine,
  "a second factor is set up, asked for, and turned off": secondFactor,
  "another session is signed out by keyboard": otherSession,
  "how long files are kept is set": filesKept,
  "a copy of everything, and the account's end": allThatIsMine,
};

const byProvider: Scenarios = { "another provider signs in": signedInByProvider };
const byMail: Scenarios = { "an account opens by a message": registeredByMail };

Deno.test("the account in the browser", async (t) => {
  const browser = await launchBrowser();
  try {
    await play({}, usual);
    await play({ REGISTER_BY_MAIL: "yes" }, byMail);
    const port = steadyPort();
    const provider = {
      OIDC_URL: `http://127.0.0.1:${port}`,
      OIDC_CLIENT_ID: CLIENT.client_id,
      OIDC_CLIENT_SECRET: CLIENT.client_secret,
      OIDC_NAME: "Example Works",
    };
    await play(provider, byProvider, async (url) => {
      const real = await startProvider(`${url}/api/auth/provider/callback`, port);
      real.people.set("ann", { email: "ann@example.com", email_verified: true, name: "Ann Lee" });
      return real.close;
    });
  } finally {
    await browser.close();
  }

  async function play(
    variables: Record<string, string>,
    scenarios: Scenarios,
    alongside: (url: string) => Promise<() => Promise<void>> = () =>
      Promise.resolve(async () => {}),
  ): Promise<void> {
    const site: Site = await startSite(variables);
    const close = await alongside(site.url);
    try {
      for (const [name, scenario] of Object.entries(scenarios)) {
        await t.step(name, async () => {
          const { page, troubles, close } = await newPerson(browser, site.url);
          try {
            await scenario(page, site);
            assert.deepEqual(troubles, [], "no error in the page, no 5xx from the server");
          } finally {
            await close();
          }
        });
      }
    } finally {
      await close();
      await site.close();
    }
  }
});
