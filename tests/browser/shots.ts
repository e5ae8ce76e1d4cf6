/** The pages and states that are worth a picture, each with the way to it. In English and German. */
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import { sampleContacts } from "../../deploy/local/sample.ts";

/** A page, and how to get there. */
export interface Shot {
  path: string;
  /** by default nobody is signed in */
  as?: "person" | "newcomer";
  /** Before the page is opened. */
  before?: (page: Page) => Promise<unknown>;
  act?: (page: Page) => Promise<unknown>;
  /** Longer than a picture should be: only its beginning. */
  isLong?: boolean;
}

/** Jobs by what they are at. */
export type JobName = "review" | "done" | "again" | "typo" | "question" | "resolved" | "failed";

export function shotsOf(jobs: Record<JobName, string>): Record<string, Shot> {
  const job = (name: JobName, act: Shot["act"] = issueShown, search = ""): Shot => ({
    path: `/jobs/${jobs[name]}${search}`,
    as: "person",
    act,
  });
  const tab = (
    name: JobName,
    section: string,
    role: "grid" | "tabpanel" = "grid",
    act: (page: Page) => Promise<unknown> = () => Promise.resolve(),
  ): Shot =>
    job(name, async (page) => {
      await page.getByRole(role).first().waitFor();
      await act(page);
    }, `?tab=${section}`);
  return {
    ...entryShots(),
    ...uploadShots(),
    review: job("review"),
    duplicate: job("review", duplicateShown),
    typo: job("typo"),
    question: job("question"),
    resolved: job("resolved", (page) => page.getByRole("tabpanel").waitFor()),
    selected: job("review", async (page) => {
      await issueShown(page);
      const list = page.getByRole("button", { name: /^Liste?$/ });
      if (await list.isVisible()) await list.click();
      const options = page.getByRole("listbox").getByRole("option");
      await options.nth(1).click();
      if (await list.isVisible()) await list.click();
      await options.nth(3).click({ modifiers: ["Shift"] });
      await page.getByText(/^3 (of|von) .* (selected|ausgewählt)$/).waitFor();
    }),
    "no-issue-found": job("review", async (page) => {
      await issueShown(page);
      const list = page.getByRole("button", { name: /^Liste?$/ });
      if (await list.isVisible()) await list.click();
      await page.getByRole("searchbox").fill("nobody");
      await page.locator("#issues-empty").waitFor();
    }),
    "edit-form": job("review", async (page) => {
      await issueShown(page);
      await page.keyboard.press("e");
      await page.getByRole("form").waitFor();
    }),
    "merge-form": job("review", async (page) => {
      await duplicateShown(page);
      await page.keyboard.press("m");
      await page.getByRole("form").waitFor();
    }),
    rule: job("review", dialogBy("r")),
    shortcuts: job("review", dialogBy("?")),
    "sign-in-again": job("review", async (page) => {
      await issueShown(page);
      await page.context().clearCookies();
      await page.getByRole("group", { name: /^(State|Zustand)$/ }).getByRole("button").nth(1)
        .click();
      await page.getByRole("dialog", { name: /^(Sign in again|Erneut anmelden)$/ }).waitFor();
    }),
    offline: job("review", async (page) => {
      await issueShown(page);
      await page.context().setOffline(true);
      await page.getByRole("group", { name: /^(State|Zustand)$/ }).getByRole("button").nth(1)
        .click();
      await page.getByText(/(cannot be reached|ist nicht erreichbar)/).first().waitFor();
    }),
    loading: { ...job("review", untilDrawn), before: (page) => withhold(page, "**/api/jobs/**") },
    about: job("review", async (page) => {
      await issueShown(page);
      await about(page);
    }),
    delete: job("done", async (page) => {
      await page.getByRole("grid").waitFor();
      // On a phone it is in the window about the file.
      const button = page.getByRole("button", {
        name: /(spring-fair.csv|Auftrag löschen|this job)/,
      });
      if (!await button.first().isVisible()) await about(page);
      await button.first().click();
      await page.getByRole("dialog").last().waitFor();
    }),
    gone: { path: `/jobs/${crypto.randomUUID()}`, as: "person" },
    failed: job("failed", (page) => page.getByRole("alert").first().waitFor()),
    rows: tab("review", "rows"),
    filter: tab("review", "rows", "grid", (page) => open(page, /^Filter/)),
    columns: tab("review", "rows", "grid", (page) => open(page, /^(Columns|Spalten)/)),
    change: tab("review", "rows", "grid", (page) => open(page, /^(Change|Ändern)/)),
    values: tab("review", "rows", "grid", (page) => open(page, /^(Values|Werte)/)),
    "no-row-found": tab("review", "rows&q=nobody", "tabpanel"),
    cell: tab("review", "rows", "grid", async (page) => {
      await page.getByRole("gridcell", { name: "Jürgen" }).first().dblclick();
      await page.getByRole("textbox").last().waitFor();
    }),
    warnings: tab("review", "warnings"),
    outcome: tab("done", "outcome", "tabpanel", (page) => page.getByRole("img").first().waitFor()),
    paper: {
      ...tab("done", "outcome", "tabpanel", async (page) => {
        await page.getByRole("img").first().waitFor();
        await page.emulateMedia({ media: "print" });
      }),
    },
    contacts: tab("done", "contacts"),
    why: tab("done", "contacts", "grid", async (page) => {
      await page.getByRole("button", { name: /^(Why is|Warum steht)/ }).first().click();
      await page.getByRole("dialog").getByRole("definition").first().waitFor();
    }),
    downloads: tab("done", "contacts", "grid", async (page) => {
      await page.getByRole("button", { name: /^(More downloads|Weitere Downloads)/ }).click();
    }),
    excluded: tab("done", "excluded"),
    lists: tab("again", "lists", "tabpanel", async (page) => {
      await page.locator("[role=tabpanel] .animate-pulse").waitFor({ state: "detached" });
    }),
    history: tab("done", "history", "tabpanel", lineShown),
    past: tab("done", "history", "tabpanel", viewPast),
    restore: tab("done", "history", "tabpanel", async (page) => {
      await viewPast(page);
      await page.getByRole("button", { name: /^(Restore to here|Diesen Stand)/ }).click();
      await page.getByRole("dialog").getByRole("button").last().waitFor();
    }),
    account: { path: "/account", as: "person" },
    password: {
      path: "/account",
      as: "person",
      act: async (page) => {
        await page.getByRole("button", { name: /^(Change password|Passwort ändern)$/ }).click();
        await page.getByRole("dialog").waitFor();
      },
    },
    operations: { path: "/operations", as: "person" },
    api: { path: "/api/docs", isLong: true },
  };
}

function entryShots(): Record<string, Shot> {
  return {
    login: { path: "/login" },
    refused: {
      path: "/login",
      act: async (page) => {
        await page.getByLabel(/^E-Mail$/i).fill("ada@example.com");
        await page.locator("input[type=password]").fill("not the password");
        await page.keyboard.press("Enter");
        await page.getByRole("alert").first().waitFor();
      },
    },
    register: { path: "/register" },
    forgot: { path: "/forgot" },
    "new-password": {
      path: "/reset#nothing",
      act: (page) => page.getByRole("heading", { level: 1 }).waitFor(),
    },
    missing: { path: "/no-such-page", as: "person" },
  };
}

function uploadShots(): Record<string, Shot> {
  const preview = (name: string, text: string, act = previewShown): Shot => ({
    path: "/",
    as: "newcomer",
    act: async (page) => {
      const buffer = Buffer.from(text);
      await page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer });
      await act(page);
    },
  });
  return {
    empty: { path: "/", as: "newcomer" },
    uploads: {
      path: "/",
      as: "person",
      act: (page) => page.getByRole("link", { name: "contacts.csv" }).first().waitFor(),
    },
    menu: {
      path: "/",
      as: "person",
      act: (page) => page.locator("header button").last().click(),
    },
    "loading-uploads": {
      path: "/",
      as: "person",
      before: (page) => withhold(page, "**/api/jobs**"),
      act: untilDrawn,
    },
    unreached: {
      path: "/",
      as: "person",
      before: (page) => page.route("**/api/jobs**", (route) => route.abort()),
      act: (page) => page.getByRole("alert").first().waitFor(),
    },
    "file-refused": {
      path: "/",
      as: "newcomer",
      act: async (page) => {
        const file = { name: "notes.pdf", mimeType: "application/pdf", buffer: Buffer.from("x") };
        await page.locator("input[type=file]").setInputFiles(file);
        await page.getByText(/notes\.pdf/).first().waitFor();
      },
    },
    drop: {
      path: "/",
      as: "person",
      act: async (page) => {
        await page.getByRole("link", { name: "contacts.csv" }).first().waitFor();
        await page.evaluate(() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["x"], "contacts.csv"));
          const entered = new DragEvent("dragenter", { bubbles: true, dataTransfer });
          document.body.dispatchEvent(entered);
        });
      },
    },
    preview: preview("contacts.csv", sampleContacts().text),
    "preview-problem": preview("orders.csv", "order,amount\n1,20\n2,30\n", async (page) => {
      await page.getByRole("dialog").getByRole("alert").first().waitFor();
    }),
  };
}

async function previewShown(page: Page): Promise<void> {
  await page.getByRole("dialog").getByRole("grid").waitFor();
}

async function issueShown(page: Page): Promise<void> {
  await page.locator("#issue-title").waitFor();
}

async function duplicateShown(page: Page): Promise<void> {
  await issueShown(page);
  const button = page.getByRole("button", { name: /^(Duplicates|Dubletten)/ });
  // A phone has a list to choose from.
  if (await button.isVisible()) await button.click();
  else await page.getByRole("combobox").first().selectOption("DUPLICATE_EMAIL");
  await page.getByRole("heading", { level: 2, name: /(rows for|Zeilen für)/ }).waitFor();
}

function dialogBy(key: string) {
  return async (page: Page): Promise<void> => {
    await issueShown(page);
    await page.keyboard.press(key);
    await page.getByRole("dialog").waitFor();
  };
}

/** Opens what a button of the section leads to. */
async function open(page: Page, name: RegExp): Promise<void> {
  await page.getByRole("tabpanel").getByRole("button", { name }).first().click();
  await page.locator("[role=dialog], [data-popover-content]").first().waitFor();
}

async function about(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^(About this file|Über diese Datei)$/ }).click();
  await page.locator("[data-popover-content]").waitFor();
}

async function lineShown(page: Page): Promise<void> {
  await page.getByRole("tabpanel").getByRole("listitem").first().waitFor();
}

async function viewPast(page: Page): Promise<void> {
  await page.getByRole("link", { name: /^(View as of here|Stand von hier ansehen)/ }).nth(2)
    .click();
  await page.getByRole("slider").waitFor();
}

/** The answers do not come: what is seen while one waits. */
async function withhold(page: Page, of: string): Promise<void> {
  await page.route(of, () => {});
}

/** The page, or its frame from the document while what it shows is on its way. */
async function untilDrawn(page: Page): Promise<void> {
  await page.locator("#shell, main").first().waitFor();
}
