/** A person takes a file from its upload to the clean list, in a real browser. */
import assert from "node:assert/strict";
import type { Download, Page } from "playwright-core";
import { launchBrowser } from "./chromium.ts";
import { newPerson, openJob, register, uploadByButton, uploadByDrop } from "./person.ts";
import { startSite } from "./site.ts";

const MESSY = {
  name: "people.csv",
  text: `Email,First Name,Last Name,City
ada@example.com,Ada,Lovelace,London
grace@example.com,Grace,Hopper,New York
grace@example.com,Gracie,Hooper,Arlington
,Alan,Turing,Manchester
edsger at example.com,Edsger,Dijkstra,Nuenen
barbara@example.com,,Liskov,Boston
donald@example.com,Donald,,Stanford
`,
};
const CLEAN = {
  name: "clean.csv",
  text: "email,first_name,last_name\nada@example.com,Ada,Lovelace\nalan@example.com,Alan,Turing\n",
};

Deno.test("the main job in the browser", async (t) => {
  const site = await startSite();
  const browser = await launchBrowser();
  try {
    await t.step("every kind of decision, an undo, and the list that comes of them", async () => {
      const { page, troubles, close } = await newPerson(browser, site.url);
      await register(page);
      await uploadByButton(page, MESSY);
      await openJob(page, MESSY.name, "Needs review");
      await fact(page, "Open issues", "5");

      await show(page, "Duplicates", "2 rows for grace@example.com");
      await page.getByRole("rowheader", { name: /First name.*differs/ }).waitFor();
      await page.getByRole("button", { name: "Choose row 4" }).click();
      await said(page, "Row 4 chosen for grace@example.com. 4 issues left.");

      await show(page, "No e-mail", "Row 5 has no e-mail address");
      await page.getByRole("button", { name: "Edit" }).click();
      await page.getByRole("textbox", { name: "E-mail" }).fill("alan at example.com");
      await page.getByRole("button", { name: "Save the row" }).click();
      await page.getByRole("form").getByText(/e-?mail/i).nth(1).waitFor();
      await page.getByRole("textbox", { name: "E-mail" }).fill("alan@example.com");
      await page.getByRole("button", { name: "Save the row" }).click();
      await said(page, "Row 5 corrected");

      await show(page, "Invalid e-mails", "Row 6");
      await page.getByRole("button", { name: "Leave out" }).click();
      await said(page, "Row left out for edsger at example.com. 2 issues left.");

      await show(page, "No first name", "Row 7");
      await page.getByRole("button", { name: "Keep as it is" }).click();
      await said(page, "1 issue left");

      await show(page, "No last name", "Row 8");
      await page.getByRole("button", { name: "Leave out" }).click();
      await page.getByRole("heading", { name: "Everything is settled" }).waitFor();
      await page.getByRole("button", { name: "Undo", exact: true }).click();
      await page.getByRole("heading", { name: "Row 8 has no last name" }).waitFor();
      await fact(page, "Open issues", "1");
      await page.getByRole("button", { name: "Keep as it is" }).click();

      await page.getByRole("heading", { name: "Everything is settled" }).waitFor();
      await page.getByRole("button", { name: "Make the clean list" }).click();
      await page.getByRole("heading", { name: "Your clean list is ready" }).waitFor();
      const contacts = page.getByRole("region", { name: "Contacts" });
      await contacts.getByRole("cell", { name: "Gracie" }).waitFor();
      assert.equal(await contacts.getByRole("row").count(), 1 + 5);
      await fact(page, "Contacts", "5");

      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Download CSV" }).click(),
      ]);
      const csv = await textOf(download);
      assert.match(csv, /grace@example\.com,Gracie,Hooper/);
      assert.match(csv, /alan@example\.com,Alan,Turing/);
      assert.match(csv, /Manchester/, "a column that nobody knows is kept");
      assert.doesNotMatch(csv, /edsger|Grace,/);
      assert.equal(csv.trim().split(/\r?\n/).length, 1 + 5);
      assert.deepEqual(troubles, []);
      await close();
    });

    await t.step("a dropped file without issues becomes a clean list by itself", async () => {
      const { page, troubles, close } = await newPerson(browser, site.url);
      await register(page);
      await uploadByDrop(page, CLEAN);
      await openJob(page, CLEAN.name, "Completed");
      await page.getByText("there was nothing to settle").waitFor();
      await page.getByRole("cell", { name: "alan@example.com" }).waitFor();
      assert.deepEqual(troubles, []);
      await close();
    });

    await t.step("an open job page follows the pipeline and other tabs live", async () => {
      const { page, troubles, close } = await newPerson(browser, site.url);
      await register(page);
      await uploadByButton(page, MESSY);
      await page.getByRole("link", { name: MESSY.name }).click();
      await page.getByRole("heading", { name: "The clean list comes next" }).waitFor();

      const other = await page.context().newPage();
      await other.goto(page.url());
      await show(other, "Duplicates", "2 rows for grace@example.com");
      await other.getByRole("button", { name: "Keep all" }).click();
      await fact(page, "Open issues", "4");
      await page.getByRole("button", { name: /^Settled 1/ }).waitFor();
      assert.deepEqual(troubles, []);
      await close();
    });

    await t.step("a decision by keyboard alone, and the rest by rule", async () => {
      const { page, troubles, close } = await newPerson(browser, site.url);
      await register(page);
      await uploadByButton(page, MESSY);
      await openJob(page, MESSY.name, "Needs review");
      await tabTo(page, "button", /^Duplicates/);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "2 rows for grace@example.com" }).waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.keyboard.press("2");
      await said(page, "Row 4 chosen for grace@example.com. 4 issues left.");
      await page.keyboard.press("u");
      await said(page, "Undone: grace@example.com is open again");
      await page.getByRole("heading", { name: "2 rows for grace@example.com" }).waitFor();
      await page.keyboard.press("1");
      await said(page, "Row 3 chosen for grace@example.com. 4 issues left.");

      for (let left = 4; left > 0; left--) {
        await tabTo(page, "button", /^Settle by rule/);
        await page.keyboard.press("Enter");
        await page.getByRole("dialog", { name: "Settle by rule" }).waitFor();
        await tabTo(page, "button", /^Settle 1 issue/);
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").waitFor({ state: "detached" });
        await fact(page, "Open issues", String(left - 1));
      }
      await tabTo(page, "button", /^Make the clean list/);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Your clean list is ready" }).waitFor();
      await fact(page, "Contacts", "6");
      assert.deepEqual(troubles, []);
      await close();
    });
  } finally {
    await browser.close();
    await site.close();
  }
});

/** Shows the issues of one type and waits for the first of them. */
async function show(page: Page, type: string, title: string): Promise<void> {
  await page.getByRole("group", { name: "Type" })
    .getByRole("button", { name: new RegExp(`^${type}`) }).click();
  await page.getByRole("heading", { level: 2, name: title }).waitFor();
}

async function said(page: Page, text: string): Promise<void> {
  await page.getByRole("region", { name: "Messages" }).getByText(text).waitFor();
}

/** One of the four figures of the job, which change without a reload. */
async function fact(page: Page, name: string, value: string): Promise<void> {
  await page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) })
    .getByText(value, { exact: true }).first().waitFor();
}

/** Walks with the Tab key until the focus is on what is meant. */
async function tabTo(page: Page, role: "button", name: RegExp): Promise<void> {
  const target = page.getByRole(role, { name }).first();
  await target.waitFor();
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`80 presses of Tab did not reach the ${role} ${name}`);
}

async function textOf(download: Download): Promise<string> {
  return await Deno.readTextFile(await download.path());
}
