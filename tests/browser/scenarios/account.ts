/** One's own account on its page, and the pages that messages lead to. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { codeAt } from "../../../services/identity/totp.ts";
import { linkTo } from "../../harness/sent_messages.ts";
import { CLEAN } from "../files.ts";
import { openJob, PASSWORD, register, uploadByButton } from "../person.ts";
import { said, tabTo } from "../screen.ts";
import { inspect } from "./accessibility.ts";

const CHANGED = "eight brown bottles";

/** A name is saved, the address confirmed and changed, each by a link. */
export async function nameAndAddress(page: Page): Promise<void> {
  const email = await register(page);
  await openAccount(page);
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByRole("button", { name: "Save name" }).click();
  await said(page, "Your name is saved.");
  await page.getByText("Not confirmed").waitFor();
  await inspect(page, "Not confirmed");
  await openMessage(page, email, /Confirm your e-mail/);
  await inspect(page, "Confirm your address");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText(`${email} is confirmed.`).waitFor();
  await inspect(page, "Go to your uploads");

  await page.goto("/account");
  await page.getByText("Confirmed", { exact: true }).waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "Ada Lovelace");
  const another = `new-${email}`;
  await page.getByRole("button", { name: "Change address" }).click();
  const dialog = page.getByRole("dialog", { name: "Change your e-mail address" });
  await dialog.getByLabel("New e-mail").fill(another);
  await dialog.getByLabel("Password").fill("six green bottles");
  await inspect(page, "Change your e-mail address");
  await dialog.getByRole("button", { name: "Send the link" }).click();
  await dialog.getByText("This is not your password.").waitFor();
  await dialog.getByLabel("Password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Send the link" }).click();
  await page.getByText(`A link is on its way to ${another}.`).waitFor();
  await openMessage(page, another, /new e-mail/);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText(`${another} is confirmed.`).waitFor();
  await page.goto("/account");
  await page.getByText(another).first().waitFor();
}

/** A forgotten password is chosen anew by the link in a message, which works once. */
export async function forgottenPassword(page: Page): Promise<void> {
  const email = await register(page);
  await page.context().clearCookies();
  await page.goto("/login");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
  await page.getByLabel("E-mail").fill(email);
  await inspect(page, "Forgot your password?");
  await page.getByRole("button", { name: "Send the link" }).click();
  await page.getByText("Check your e-mail").waitFor();
  await inspect(page, "Check your e-mail");
  const link = await openMessage(page, email, /new password/);
  // Nobody has confirmed the address.
  const mine = page.getByLabel("Yes: keep what is in it");
  await mine.check();
  await page.getByLabel("New password").fill(email);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("This password is made of your name or address").waitFor();
  assert.ok(!page.url().includes("#"), "the token is taken off the address");
  await page.getByLabel("New password").fill(CHANGED);
  await inspect(page, "Choose a new password");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Your password is changed").waitFor();
  // In the page that is open already.
  await page.goto(link);
  await mine.check();
  await page.getByLabel("New password").fill("nine yellow bottles");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("This link does not work").waitFor();
  await inspect(page, "This link does not work");
  await signIn(page, email, CHANGED);
  await page.getByRole("heading", { name: "Uploads", exact: true }).waitFor();
}

/** A second factor is set up by key, asked for at sign-in, and turned off again. */
export async function secondFactor(page: Page): Promise<void> {
  const email = await register(page);
  await openAccount(page);
  const part = page.getByRole("region", { name: "Second factor" });
  await part.getByText("Confirm your e-mail address first.").waitFor();
  assert.ok(await part.getByRole("button", { name: "Set up" }).isDisabled());
  await openMessage(page, email, /Confirm your e-mail/);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("Thank you").waitFor();

  await page.goto("/account");
  await part.getByRole("button", { name: "Set up" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Password").fill(PASSWORD);
  await inspect(page, "Set up a second factor");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await dialog.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
  const key = await dialog.getByText(/^Key:/).innerText();
  const secret = key.replace("Key:", "").replaceAll(/\s/g, "");
  await inspect(page, "Scan this");
  await dialog.getByLabel("Code", { exact: true }).fill("000000");
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await dialog.getByText(/^This is not the code/).waitFor();
  const first = codeAt(secret, Date.now());
  await dialog.getByLabel("Code", { exact: true }).fill(first);
  await dialog.getByRole("button", { name: "Turn on" }).click();
  const codes = dialog.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await codes.first().waitFor();
  await inspect(page, "Keep these codes");
  const [recovery, other, third] = await codes.allInnerTexts();
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  await part.getByText("10 recovery codes left.").waitFor();
  await inspect(page, "10 recovery codes left.");

  await page.context().clearCookies();
  await signIn(page, email, PASSWORD);
  await page.getByLabel("Code", { exact: true }).waitFor();
  // Without another click: the field that is missing has the focus.
  await page.keyboard.type(first);
  await page.keyboard.press("Enter");
  await page.getByText("This is not the code that the app shows now").waitFor();
  await inspect(page, "Six digits");
  await page.getByLabel("Code", { exact: true }).fill(recovery!);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Uploads", exact: true }).waitFor();

  await page.goto("/account");
  await part.getByText("9 recovery codes left.").waitFor();
  // Over the page, where the session has ended, it is asked for too.
  await page.context().clearCookies();
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByRole("button", { name: "Save name" }).click();
  const again = page.getByRole("dialog", { name: "Sign in again" });
  await again.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await again.getByLabel("Code", { exact: true }).waitFor();
  await inspect(page, "Six digits");
  await again.getByLabel("Code", { exact: true }).fill(third!);
  await page.keyboard.press("Enter");
  await said(page, "Your name is saved.");

  await part.getByRole("button", { name: "New recovery codes" }).click();
  await dialog.getByLabel("Password").fill(PASSWORD);
  await dialog.getByLabel("Code", { exact: true }).fill(other!);
  await inspect(page, "Your current codes stop working.");
  await dialog.getByRole("button", { name: "Make new codes" }).click();
  await codes.first().waitFor();
  await inspect(page, "Keep these codes");
  const [renewed] = await codes.allInnerTexts();
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  await part.getByText("10 recovery codes left.").waitFor();

  await part.getByRole("button", { name: "Turn off" }).click();
  await dialog.getByLabel("Password").fill(PASSWORD);
  await dialog.getByLabel("Code", { exact: true }).fill(renewed!);
  await inspect(page, "Turn the second factor off?");
  await dialog.getByRole("button", { name: "Turn off" }).click();
  await part.getByText("Off", { exact: true }).waitFor();
}

/** Another place where one is signed in is signed out, by keyboard alone. */
export async function otherSession(page: Page): Promise<void> {
  const email = await register(page);
  const context = await page.context().browser()!.newContext({
    baseURL: new URL(page.url()).origin,
    userAgent: "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0",
  });
  try {
    const other = await context.newPage();
    await signIn(other, email, PASSWORD);
    await other.getByRole("heading", { name: "Uploads", exact: true }).waitFor();
    await openAccount(page);
    await page.getByText("Firefox on Windows").first().waitFor();
    await tabTo(page, /^Sign out Firefox on Windows/);
    await page.keyboard.press("Enter");
    await said(page, "Firefox on Windows is signed out.");
    await page.getByRole("button", { name: "Sign out Firefox on Windows" }).waitFor({
      state: "detached",
    });
    await other.reload();
    await other.getByRole("heading", { name: "Sign in" }).waitFor();
  } finally {
    await context.close();
  }
}

/** How long files are kept is set; a shorter time says first that files may go by it. */
export async function filesKept(page: Page): Promise<void> {
  await register(page);
  await openAccount(page);
  const part = page.getByRole("region", { name: "How long files are kept" });
  const [listed, unfinished] = ["Days with a clean list", "Days without one"];
  await part.getByLabel(listed).fill("400");
  await part.getByRole("button", { name: "Save days" }).click();
  await part.getByText("A whole number of days, from 1 to 365.").waitFor();
  await inspect(page, "A whole number of days");
  await part.getByLabel(listed).fill("120");
  await part.getByLabel(unfinished).fill("7");
  await part.getByText("That cannot be undone.").waitFor();
  await inspect(page, "That cannot be undone.");
  await page.keyboard.press("Enter");
  await said(page, "How long your files are kept is saved.");
  await part.getByRole("button", { name: "Save days" }).waitFor();
  await page.reload();
  await part.getByLabel(listed).waitFor();
  assert.equal(await part.getByLabel(listed).inputValue(), "120");
  assert.equal(await part.getByLabel(unfinished).inputValue(), "7");
  await page.goto("/");
  await page.getByText("A file is deleted 7 days after its last change").waitFor();
}

/** A copy of everything comes as an archive; the account goes with all that is its. */
export async function allThatIsMine(page: Page): Promise<void> {
  const email = await register(page);
  await uploadByButton(page, CLEAN);
  await openJob(page, CLEAN.name, "Completed");
  await openAccount(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download my data" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /\.zip$/);
  assert.equal(await download.failure(), null);

  await page.getByRole("button", { name: "Delete account" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete your account?" });
  await dialog.getByLabel("Password").fill("six green bottles");
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await dialog.getByText("This is not your password.").waitFor();
  await inspect(page, "Delete your account?");
  await dialog.getByLabel("Password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(page, email, PASSWORD);
  await page.getByText("There is no account with this e-mail address and password.").waitFor();
}

/** Where accounts open by mail: a link, and the password that was chosen. */
export async function registeredByMail(page: Page): Promise<void> {
  const email = `person-${crypto.randomUUID()}@example.com`;
  await page.goto("/register");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText("Check your e-mail").waitFor();
  await inspect(page, "Check your e-mail");
  await openMessage(page, email, /Finish opening/);
  await page.getByLabel("Password").fill(CHANGED);
  await page.getByRole("button", { name: "Open account" }).click();
  await page.getByText("This is not the password that you chose when you registered.").waitFor();
  await inspect(page, "Open your account");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Open account" }).click();
  await page.getByRole("heading", { name: "Uploads", exact: true }).waitFor();
}

/** By another provider: there by the button, back to the page that was asked for, signed in. */
export async function signedInByProvider(page: Page): Promise<void> {
  await page.goto("/account");
  await page.getByRole("link", { name: "Sign in with Example Works" }).waitFor();
  await inspect(page, "Sign in with Example Works");
  await page.getByRole("link", { name: "Sign in with Example Works" }).click();
  await atProvider(page);
  await page.getByRole("heading", { level: 1, name: "Account" }).waitFor();
  await page.getByText("ann@example.com").first().waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "Ann Lee");
  const cookies = await page.context().cookies(page.url());
  assert.ok(cookies.every(({ httpOnly }) => httpOnly));

  // The session ends: the provider has a window of its own, and the page goes on where it was.
  await page.context().clearCookies();
  await page.getByLabel("Name").fill("Ann B. Lee");
  await page.getByRole("button", { name: "Save name" }).click();
  const again = page.getByRole("dialog", { name: "Sign in again" });
  const byProvider = again.getByRole("link", { name: "Sign in with Example Works" });
  await byProvider.waitFor();
  await inspect(page, "Sign in with Example Works");
  const [window] = await Promise.all([page.waitForEvent("popup"), byProvider.click()]);
  const closed = window.waitForEvent("close");
  await atProvider(window);
  await closed;
  await said(page, "Your name is saved.");
  await again.waitFor({ state: "detached" });
  assert.equal(await page.getByLabel("Name").inputValue(), "Ann B. Lee");

  await page.goto("/login?refused=address_taken");
  await page.context().clearCookies();
  await page.goto("/login?refused=address_taken");
  await page.getByText("Your e-mail address has an account here.").waitFor();
  await inspect(page, "Your e-mail address has an account here.");
}

/** The provider's own pages, which refuse what they are not told of. */
async function atProvider(page: Page): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill("ann");
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

async function openAccount(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Account" }).click();
  await page.getByRole("heading", { level: 1, name: "Account" }).waitFor();
}

/** Opens the link of the newest message with this subject. */
export async function openMessage(page: Page, email: string, subject: RegExp): Promise<string> {
  const { origin } = new URL(page.url());
  const link = await linkTo(`${origin}/api`, email, subject);
  assert.ok(link.startsWith(`${origin}/`), link);
  // A link of a message opens a document of its own, also where the page is open already.
  await page.goto("about:blank");
  await page.goto(link);
  return link;
}

/** By the page's form. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
