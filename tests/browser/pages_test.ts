/** Every page is accessible in light and dark, fits a phone, and says why it refuses something. */
import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { launchBrowser } from "./chromium.ts";
import {
  NARROW,
  newPerson,
  openJob,
  PASSWORD,
  register,
  type SomeFile,
  uploadByButton,
  WIDE,
} from "./person.ts";
import { startSite } from "./site.ts";

const ISSUES: SomeFile = {
  name: "issues.csv",
  text: "Email,First Name,Last Name,A column that nobody knows\n" +
    "ada@example.com,Ada,Lovelace,x\nada@example.com,Augusta,King,y\n,Alan,Turing,z\n",
};
const CLEAN: SomeFile = {
  name: "clean.csv",
  text: "email,first_name,last_name\nada@example.com,Ada,King\n",
};
const NO_EMAIL: SomeFile = { name: "no-email.csv", text: "Name,Town\nAda,London\n" };
const SERVER_LIMIT = 100_000;

Deno.test("the pages in the browser", async (t) => {
  const site = await startSite({ MAX_UPLOAD_BYTES: String(SERVER_LIMIT) });
  const browser = await launchBrowser();
  try {
    await t.step("a file that cannot be taken is refused in a sentence", async () => {
      const { page, close } = await newPerson(browser, site.url);
      await register(page);
      await uploadByButton(
        page,
        { name: "people.xlsx", text: "x" },
        { name: "empty.csv", text: "" },
        { name: "huge.csv", text: "x".repeat(5 * 1024 * 1024 + 1) },
        { name: "large.csv", text: "email\n" + "a@example.com\n".repeat(SERVER_LIMIT / 13) },
      );
      await page.getByText("“people.xlsx” is not a CSV file.").waitFor();
      await page.getByText("“empty.csv” is empty.").waitFor();
      await page.getByText("“huge.csv” is 5 MB; at most 5 MB can be uploaded.").waitFor();
      // The server's own limit is lower here; its sentence is shown as it comes.
      await page.getByRole("alert").filter({ hasText: /larger|large|bytes|KiB|MiB|limit/ })
        .waitFor();
      await page.getByText("Turn a messy contact list into a clean one").waitFor();
      await close();
    });

    await t.step("a file without an e-mail column says what was found in it", async () => {
      const { page, close } = await newPerson(browser, site.url);
      await register(page);
      await uploadByButton(page, NO_EMAIL);
      await openJob(page, NO_EMAIL.name, "Failed");
      const notice = page.getByRole("alert").filter({ hasText: "This file could not be read" });
      await notice.getByText("Town", { exact: true }).waitFor();
      await close();
    });

    await t.step("signing in comes back to the page that asked for it", async () => {
      const { page, close } = await newPerson(browser, site.url);
      const email = await register(page);
      await uploadByButton(page, CLEAN);
      await openJob(page, CLEAN.name, "Completed");
      const address = page.url();
      await page.getByRole("button", { name: `Account of ${email}` }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
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
      await close();
    });

    await t.step("no page breaks a rule of axe or scrolls sideways on a phone", async () => {
      const { page, troubles, close } = await newPerson(browser, site.url);
      await page.goto("/login");
      await inspect(page, "Sign in");
      await page.goto("/register");
      await inspect(page, "Create your account");
      await register(page);
      await inspect(page, "Turn a messy contact list into a clean one");
      await uploadByButton(page, ISSUES, CLEAN, NO_EMAIL, { name: "notes.txt", text: "x" });
      for (const status of ["Needs review", "Completed", "Failed"]) {
        await page.getByRole("listitem").filter({ hasText: status }).waitFor();
      }
      await inspect(page, "Uploads");

      await openJob(page, ISSUES.name, "Needs review");
      await page.getByRole("button", { name: /^Duplicates/ }).click();
      await inspect(page, "2 rows for ada@example.com");
      await page.getByRole("button", { name: "Edit" }).click();
      await inspect(page, "Row to edit");
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("button", { name: "Settle by rule" }).click();
      await inspect(page, "Most complete row");
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
      await inspect(page, "Undo the last decision");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Choose row 2" }).click();
      await page.getByRole("button", { name: /^Settled 1/ }).click();
      await inspect(page, "Row 2 was chosen");
      await page.getByRole("tab", { name: /Rows/ }).click();
      await inspect(page, "Turing");
      await page.getByRole("tab", { name: "History" }).click();
      await inspect(page, "You ·");

      for (const [file, status] of [[CLEAN, "Completed"], [NO_EMAIL, "Failed"]] as const) {
        await page.goto("/");
        await openJob(page, file.name, status);
        await inspect(page, status === "Failed" ? "Headers found" : "Your clean list is ready");
      }
      await page.goto("/no-such-page");
      await inspect(page, "There is nothing here");
      assert.deepEqual(troubles, []);
      await close();
    });
  } finally {
    await browser.close();
    await site.close();
  }
});

/**
 * Looks at what is shown, wide and narrow, in light and dark, once `text` is there. Nothing but
 * contrast depends on the theme.
 */
async function inspect(page: Page, text: string): Promise<void> {
  await page.getByText(text).first().waitFor();
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    await wear(page, "light");
    const where = `with “${text}” shown, ${size.width} px wide`;
    assert.deepEqual(await violations(new AxeBuilder({ page })), [], `${where}, light`);
    await wear(page, "dark");
    const contrast = new AxeBuilder({ page }).withRules(["color-contrast"]);
    assert.deepEqual(await violations(contrast), [], `${where}, dark`);
    const sideways = await page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth
    );
    assert.equal(sideways, 0, `${where}: the page scrolls sideways`);
  }
  await page.setViewportSize(WIDE);
}

async function wear(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.evaluate((name) => document.documentElement.dataset.theme = name, theme);
}

async function violations(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.setLegacyMode(true).analyze(); // there are no frames to enter
  return violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join("\n")}`
  );
}
