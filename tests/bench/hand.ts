/**
 * `deno task bench:hand`: the main job as a person does it, counted and timed: a file of 1,000 rows
 * with 300 issues, from the button to the download, twenty of its duplicates decided one by one, the
 * rest by four rules; by mouse, then by keyboard alone. Runs a stack of its own.
 */
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { buildWeb } from "../runner/build_web.ts";
import { launchBrowser } from "../browser/chromium.ts";
import { newPerson, register } from "../browser/person.ts";
import { startSite } from "../browser/site.ts";

const ROWS = 1_000, SINGLY = 20;
/** Issues of each type; a duplicate is two rows. */
const DUPLICATES = 80, WITHOUT = 80, INVALID = 70, MISTYPED = 70;

/** What a hand does, and how long each part takes. */
interface Hand {
  name: string;
  /** takes a button, link or tab, in whatever way */
  press(name: RegExp): Promise<void>;
  /** resolves the open issue by its proposal */
  propose(): Promise<void>;
  /** opens the rules, with the type that is looked at */
  rules(): Promise<void>;
  count: number;
}

await buildWeb();
const site = await startSite({ REGISTRATIONS_PER_ADDRESS: "1000" }, "own");
const browser = await launchBrowser();
try {
  for (const handOf of [mouse, keyboard]) {
    const { page, close } = await newPerson(browser, site.url);
    await register(page);
    await mainJob(page, handOf(page));
    await close();
  }
} finally {
  await browser.close();
  await site.close();
}

async function mainJob(page: Page, hand: Hand): Promise<void> {
  const parts: string[] = [];
  const began = performance.now();
  let at = began, counted = 0;
  const done = (part: string) => {
    const now = performance.now();
    parts.push(`${part} ${((now - at) / 1_000).toFixed(1)} s, ${hand.count - counted}`);
    [at, counted] = [now, hand.count];
  };
  const heading = (name: string | RegExp) => page.getByRole("heading", { name }).first().waitFor();

  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    hand.press(/^Upload a file/),
  ]);
  await chooser.setFiles({
    name: "fair.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(messyFile()),
  });
  await page.getByRole("dialog").getByText("Column mapping").waitFor();
  await hand.press(/^Upload$/);
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByText(/300 (open )?issues/).first().waitFor();
  await hand.press(/^fair\.csv/);
  await heading(/^Row|^2 rows/);
  done("upload");

  await hand.press(/^Duplicates/);
  await heading("2 rows for");
  for (let left = 300 - 1; left >= 300 - SINGLY; left--) {
    await hand.propose();
    await page.getByText(`${left} issues left.`).first().waitFor();
  }
  done("twenty duplicates");

  // The dialog begins with the type that is looked at, and then with the next one that is open.
  for (let rule = 0; rule < 4; rule++) {
    await hand.rules();
    await page.getByRole("dialog").getByRole("button", { name: /^Resolve [1-9]/ }).waitFor();
    await hand.press(/^Resolve [1-9]/);
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  done("four rules");

  await hand.press(/^Create clean list/);
  await heading("Your clean list is ready");
  await Promise.all([page.waitForEvent("download"), hand.press(/CSV/)]);
  done("list");
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(`${hand.name}: ${hand.count}, ${seconds} s (${parts.join("; ")})`);
}

/** A button that can be pressed, or a link: where a dialog is open, of the dialog. */
async function target(page: Page, name: RegExp) {
  const dialog = page.getByRole("dialog");
  const within = await dialog.count() > 0 ? dialog.last() : page;
  const one = within.getByRole("button", { name, disabled: false })
    .or(within.getByRole("link", { name })).first();
  await one.waitFor();
  return one;
}

function mouse(page: Page): Hand {
  const hand: Hand = {
    name: "clicks",
    count: 0,
    async press(name) {
      const one = await target(page, name);
      hand.count++;
      await one.click();
    },
    propose: () => hand.press(/^Choose row/),
    rules: () => hand.press(/^Resolve by rule/),
  };
  return hand;
}

function keyboard(page: Page): Hand {
  const key = async (name: string) => {
    hand.count++;
    await page.keyboard.press(name);
  };
  const hand: Hand = {
    name: "keys",
    count: 0,
    async press(name) {
      const one = await target(page, name);
      // On a rule of the dialog's form Enter takes it.
      const isForm = await page.evaluate(() =>
        Boolean(document.activeElement?.closest("[role=dialog] form, dialog form"))
      );
      if (isForm && /Resolve/.test(name.source)) {
        await page.keyboard.press("Tab");
        hand.count++;
        return await key("Enter");
      }
      for (let presses = 0; presses < 60; presses++) {
        if (await one.evaluate((node) => node === document.activeElement)) {
          return await key("Enter");
        }
        await key("Tab");
      }
      throw new Error(`60 presses of Tab did not reach ${name}`);
    },
    propose: () => key("1"),
    rules: () => key("r"),
  };
  return hand;
}

function messyFile(): string {
  const lines = ["Email,First Name,Last Name,Company,Phone"];
  const person = (email: string, i: number) =>
    lines.push(`${email},First${i},Last${i},Company ${i % 40},+49 30 ${100_000 + i}`);
  for (let i = 0; i < DUPLICATES; i++) {
    person(`shared${i}@example.com`, i);
    person(`shared${i}@example.com`, 500 + i);
  }
  for (let i = 0; i < WITHOUT; i++) person("", 1_000 + i);
  for (let i = 0; i < INVALID; i++) person(`person ${i} at example`, 2_000 + i);
  for (let i = 0; i < MISTYPED; i++) person(`person${i}@gmial.com`, 3_000 + i);
  for (let i = lines.length; i <= ROWS; i++) person(`fine${i}@example.com`, 4_000 + i);
  return lines.join("\n");
}
