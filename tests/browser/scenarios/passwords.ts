/** Passwords that are refused, and an address that somebody else may have registered with. */
import assert from "node:assert/strict";
import { connect } from "@rollcall/event-store";
import type { Page } from "playwright-core";
import { openPasswords } from "../../../services/identity/passwords.ts";
import { CLEAN } from "../files.ts";
import { openJob, PASSWORD, register, uploadByButton } from "../person.ts";
import { said } from "../screen.ts";
import type { Site } from "../site.ts";
import { inspect } from "./accessibility.ts";
import { openMessage, signIn } from "./account.ts";

const LEAKED = "iloveyou1234", CHANGED = "eight brown bottles";
const ON_LISTS = /^This password, or the word that it is made of, is on lists of leaked passwords/;

/** A leaked password opens no account and replaces none, and the field that has it says so. */
export async function leakedPasswordRefused(page: Page): Promise<void> {
  await page.goto("/register");
  await page.getByLabel("E-mail").fill(`person-${crypto.randomUUID()}@example.com`);
  const password = page.getByLabel("Password", { exact: true });
  await password.fill(LEAKED);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByText(ON_LISTS).waitFor();
  assert.equal(await password.getAttribute("aria-invalid"), "true");
  await inspect(page, "Create your account");
  await password.fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Uploads", exact: true }).waitFor();

  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Change password" }).click();
  const dialog = page.getByRole("dialog", { name: "Change your password" });
  await dialog.getByLabel("Current password").fill(PASSWORD);
  await dialog.getByLabel("New password").fill(LEAKED);
  await dialog.getByRole("button", { name: "Change password" }).click();
  await dialog.getByText(ON_LISTS).waitFor();
  await inspect(page, "Change your password");
  // Without a mouse: the field that was refused has the focus.
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(CHANGED);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await said(page, "Your password is changed.");
}

/** Whoever signs in with a password that has leaked since chooses another, and then is in. */
export async function leakedPasswordReplaced(page: Page, site: Site): Promise<void> {
  const email = await register(page);
  await page.context().clearCookies();
  const sql = connect(site.databaseUrls.identity, { name: "test", max: 1 });
  const hash = await (await openPasswords()).hash(LEAKED);
  await sql`update identity.account set password_hash = ${hash} where email = ${email}`;
  await sql.end();
  await signIn(page, email, LEAKED);
  const fresh = page.getByLabel("New password");
  await fresh.waitFor();
  await inspect(page, "Your password has appeared on a list of leaked passwords.");
  // Without another click: the field that is missing has the focus.
  await page.keyboard.type("iloveyou12345");
  await page.keyboard.press("Enter");
  await page.getByText(ON_LISTS).waitFor();
  await fresh.fill(CHANGED);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Uploads", exact: true }).waitFor();
  await page.context().clearCookies();
  await signIn(page, email, CHANGED);
  await page.getByRole("heading", { name: "Uploads", exact: true }).waitFor();
}

/** A stranger has registered with an address: its owner begins with an empty account, and alone. */
export async function claimedFromAStranger(page: Page): Promise<void> {
  const email = await register(page);
  await uploadByButton(page, CLEAN);
  await openJob(page, CLEAN.name, "Completed");
  await throughClaim(page, email, "No: delete it, and open an empty one for me", async (owner) => {
    await owner.getByRole("heading", { name: "Turn a messy contact list into a clean one" })
      .waitFor();
  });
  await page.goto("/");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(page, email, PASSWORD);
  await page.getByText("There is no account with this e-mail address and password.").waitFor();
}

/** His own account, whose address he had not confirmed: all that is in it stays. */
export async function claimedAsMine(page: Page): Promise<void> {
  const email = await register(page);
  await uploadByButton(page, CLEAN);
  await openJob(page, CLEAN.name, "Completed");
  await throughClaim(page, email, "Yes: keep what is in it", async (owner) => {
    await openJob(owner, CLEAN.name, "Completed");
  });
}

/** Chooses a password by the link in a letter, in another browser, and says whose account it is. */
async function throughClaim(
  page: Page,
  email: string,
  answer: string,
  then: (owner: Page) => Promise<void>,
): Promise<void> {
  const baseURL = new URL(page.url()).origin;
  const context = await page.context().browser()!.newContext({ baseURL, reducedMotion: "reduce" });
  try {
    const owner = await context.newPage();
    await owner.goto("/forgot");
    await owner.getByLabel("E-mail").fill(email);
    await owner.getByRole("button", { name: "Send the link" }).click();
    await owner.getByText("Check your e-mail").waitFor();
    await openMessage(owner, email, /new password/);
    assert.equal(new URL(owner.url()).pathname, "/claim");
    await owner.getByRole("group", { name: "Did you open this account?" }).waitFor();
    await owner.getByLabel("New password").fill(CHANGED);
    await inspect(owner, "Did you open this account?");
    // Nothing is sent before the question is answered.
    await owner.getByRole("button", { name: "Change password" }).click();
    assert.ok(
      await owner.getByLabel(answer).evaluate((input: HTMLInputElement) => !input.validity.valid),
    );
    await owner.getByLabel(answer).check();
    await owner.getByRole("button", { name: "Change password" }).click();
    await owner.getByText("Your password is changed").waitFor();
    await signIn(owner, email, CHANGED);
    await then(owner);
  } finally {
    await context.close();
  }
}
