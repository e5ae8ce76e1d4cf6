/** Sessions: they go on while the person is there, without a token in any script's reach, and end. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { CLEAN } from "../files.ts";
import { openJob, PASSWORD, register, registerByForm, uploadByButton } from "../person.ts";
import { inspect } from "./accessibility.ts";

const CHANGED = "eight brown bottles";

/** The short-lived cookie runs out again and again: nobody notices. */
export async function goesOnByItself(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().endsWith("/auth/register"));
  await registerByForm(page);
  assert.deepEqual(Object.keys(await (await answered).json()), ["user"]);
  await assertNoTokenInReach(page);

  await runOut(page);
  await page.reload();
  await page.getByRole("heading", { name: "Uploads", exact: true }).waitFor();
  await runOut(page);
  await uploadByButton(page, CLEAN);
  await openJob(page, CLEAN.name, "Completed");
  await runOut(page);
  await page.reload();
  await page.getByRole("heading", { level: 1, name: CLEAN.name }).waitFor();
  await assertNoTokenInReach(page);
}

/** Signing out everywhere in one browser ends the session of another, wherever it goes next. */
export async function signedOutElsewhere(page: Page): Promise<void> {
  const email = await register(page);
  const elsewhere = await page.context().browser()!.newContext({
    baseURL: new URL(page.url()).origin,
  });
  try {
    const other = await elsewhere.newPage();
    await other.goto("/login");
    await other.getByLabel("E-mail").fill(email);
    await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await other.getByRole("button", { name: "Sign in" }).click();
    await other.getByRole("heading", { name: "Uploads", exact: true }).waitFor();
    await other.getByRole("button", { name: /^Account of/ }).click();
    await other.getByRole("menuitem", { name: "Sign out everywhere" }).click();
    await other.getByRole("heading", { name: "Sign in" }).waitFor();
  } finally {
    await elsewhere.close();
  }
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

/** A wrong current password is said at its field; the new one is the only one from then on. */
export async function changedPassword(page: Page): Promise<void> {
  const email = await register(page);
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Change password" }).click();
  const dialog = page.getByRole("dialog", { name: "Change your password" });
  await dialog.getByLabel("Current password").fill("six green bottles");
  await dialog.getByLabel("New password").fill(CHANGED);
  await inspect(page, "Change your password");
  await dialog.getByRole("button", { name: "Change password" }).click();
  await dialog.getByText("This is not your password.").waitFor();
  await dialog.getByLabel("Current password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Change password" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("heading", { name: "Uploads", exact: true }).waitFor();
  const signIn = async (password: string) => {
    const answer = await page.request.post("/api/auth/login", { data: { email, password } });
    return answer.status();
  };
  assert.deepEqual([await signIn(PASSWORD), await signIn(CHANGED)], [401, 200]);
}

/** As after some minutes: the browser has dropped the cookie with the access token. */
async function runOut(page: Page): Promise<void> {
  const name = "rollcall_session";
  assert.ok((await page.context().cookies()).some((cookie) => cookie.name === name));
  await page.context().clearCookies({ name });
}

/** Neither a JWT nor anything as long and as random as a refresh token is where a script could look. */
async function assertNoTokenInReach(page: Page): Promise<void> {
  const [cookie, kept] = await page.evaluate(() => [
    document.cookie,
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
  ]);
  assert.equal(cookie, "");
  assert.doesNotMatch(kept!, /eyJ|[\w-]{40,}/);
}
