/** What a person looks for on the job's page, said once for all scenarios. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** Shows the issues of one type and waits for the first of them. */
export async function showIssues(page: Page, type: string, title: string): Promise<void> {
  await page.getByRole("group", { name: "Type" })
    .getByRole("button", { name: new RegExp(`^${type}`) }).click();
  await page.getByRole("heading", { level: 2, name: title }).waitFor();
}

/** Waits for a message of the page, or for what it says of the last decision. */
export async function said(page: Page, text: string | RegExp): Promise<void> {
  await page.getByRole("region", { name: /^(Messages|Last decision)$/ }).getByText(text).waitFor();
}

/** Waits until one of the figures of the job has the value, also where they have no room to be seen. */
export async function fact(page: Page, name: string, value: string): Promise<void> {
  await page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) })
    .getByText(value, { exact: true }).first().waitFor({ state: "attached" });
}

/** Walks with the Tab key until the focus is on the button. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  const target = page.getByRole("button", { name }).first();
  await target.waitFor();
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`80 presses of Tab did not reach the button ${name}`);
}

/** The page is told that its tab has been left, or is looked at again. */
export async function makeSeen(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate((visibilityState) => {
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      get: () => visibilityState,
    });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}
