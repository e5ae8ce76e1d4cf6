/** What cannot be taken is refused in a sentence, wherever the refusal comes from. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { CLEAN, NO_EMAIL } from "../files.ts";
import { openJob, PASSWORD, register, uploadByButton } from "../person.ts";

/** Lower than what the page itself refuses, so that the server has something to say. */
export const SERVER_LIMIT_BYTES = 100_000;

export async function refusedFiles(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(
    page,
    { name: "people.pdf", text: "x" },
    { name: "people.xls", text: "x" },
    { name: "empty.csv", text: "" },
    { name: "huge.csv", text: "x".repeat(5 * 1024 * 1024 + 1) },
    { name: "large.csv", text: "email\n" + "a@example.com\n".repeat(SERVER_LIMIT_BYTES / 13) },
  );
  await page.getByText("“people.pdf” is not a kind of file that Rollcall reads.").waitFor();
  await page.getByText("“people.xls” is a workbook in the old Excel format").waitFor();
  await page.getByText("“empty.csv” is empty.").waitFor();
  await page.getByText("“huge.csv” is slightly larger than 5 MB").waitFor();
  // The server's own limit is lower here; its sentence is shown as it comes.
  const refused = page.getByRole("listitem").filter({ hasText: "large.csv" });
  await refused.getByRole("alert").filter({ hasText: /larger|large|bytes|KiB|MiB|limit/ })
    .waitFor();
  await page.getByText("Turn a messy contact list into a clean one").waitFor();
}

export async function noEmailColumn(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, NO_EMAIL);
  await openJob(page, NO_EMAIL.name, "Failed");
  const notice = page.getByRole("alert").filter({ hasText: "This file could not be read" });
  await notice.getByText("Town", { exact: true }).waitFor();
}

/** How far a file came stands there as soon as what is below it, also where the line is slow. */
export async function failedStandsStill(page: Page): Promise<void> {
  await register(page);
  await uploadByButton(page, NO_EMAIL);
  await page.getByRole("listitem").filter({ hasText: "Failed" }).waitFor();
  const line = await page.context().newCDPSession(page);
  await line.send("Network.enable");
  await line.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 150,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  const isThere = page.evaluate(() =>
    new Promise<boolean>((seen) => {
      const look = () => {
        const below = document.querySelector("[role=tablist]");
        if (below) seen(document.querySelector("main ol") !== null);
        else requestAnimationFrame(look);
      };
      look();
    })
  );
  await openJob(page, NO_EMAIL.name, "Failed");
  assert.ok(await isThere, "the sections stood there without it");
}

export async function signInAndBack(page: Page): Promise<void> {
  const email = await register(page);
  await uploadByButton(page, CLEAN);
  await openJob(page, CLEAN.name, "Completed");
  const address = page.url();
  await page.getByRole("button", { name: `Account of ${email}` }).click();
  await page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();

  await page.goto(address);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("not my password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: CLEAN.name }).waitFor();
  assert.equal(page.url(), address);
}
