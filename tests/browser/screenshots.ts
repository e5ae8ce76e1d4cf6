/**
 * `deno task screenshots`: every page of the web app at three widths, light and dark, as pictures in an
 * ignored folder, to be looked at before a page is called finished. Runs a stack of its own.
 *
 *     deno task screenshots                    all of them
 *     deno task screenshots --only review,rows --widths 390 --themes dark
 *     deno task screenshots --languages de,rtl    in German; in English from right to left
 *     deno task screenshots --docs             the pictures of the README and the docs instead
 */
import { Buffer } from "node:buffer";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { sampleContacts } from "../../deploy/local/sample.ts";
import { ApiClient } from "../api/client.ts";
import { makeOperator } from "../harness/operator.ts";
import { buildWeb } from "../runner/build_web.ts";
import { launchBrowser } from "./chromium.ts";
import { CLEAN } from "./files.ts";
import { PASSWORD } from "./person.ts";
import { type Site, startSite } from "./site.ts";

/** A page, and how to get there. `jobs` by their names below. */
interface Shot {
  path: string;
  /** by default nobody is signed in */
  as?: "person" | "newcomer";
  act?: (page: Page) => Promise<unknown>;
}

type JobName = "review" | "done";
type Theme = "light" | "dark";
/** `rtl`: in English, but from right to left. */
type Language = "en" | "de" | "rtl";

const HEIGHTS: Record<string, number> = { 1440: 900, 1024: 768, 390: 844 };
const OUT = ".data/screenshots";
const IMAGES = "docs/images";
/** A page has nothing to fetch and nothing to move any more. */
const QUIET_MS = 400;

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    only: { ...text, default: "" },
    widths: { ...text, default: Object.keys(HEIGHTS).join() },
    themes: { ...text, default: "light,dark" },
    languages: { ...text, default: "en" },
    docs: { type: "boolean", default: false },
  },
});

await buildWeb();
const site = await startSite({ REGISTRATIONS_PER_ADDRESS: "1000" }, "own");
const browser = await launchBrowser();
try {
  const person = await newAccount(site), newcomer = await newAccount(site);
  await makeOperator(site, person.client.userId);
  const jobs = await prepare(person.client);
  const shots = shotsOf(jobs);
  const emails = { person: person.email, newcomer: newcomer.email };
  if (values.docs) {
    await shoot(emails, "duplicate", shots.duplicate!, {
      theme: "light",
      width: 1440,
      file: `${IMAGES}/review.png`,
    });
    await shoot(emails, "uploads", shots.uploads!, {
      theme: "dark",
      width: 1440,
      file: `${IMAGES}/uploads-dark.png`,
    });
    await shoot(emails, "outcome", shots.outcome!, {
      theme: "light",
      width: 1440,
      file: `${IMAGES}/outcome.png`,
    });
  } else {
    await Deno.mkdir(OUT, { recursive: true });
    const names = values.only ? values.only.split(",") : Object.keys(shots);
    for (const name of names) {
      const shot = shots[name];
      if (!shot) throw new Error(`no page ${name}: there are ${Object.keys(shots).join(", ")}`);
      for (const width of values.widths.split(",").map(Number)) {
        for (const theme of values.themes.split(",") as Theme[]) {
          for (const language of values.languages.split(",") as Language[]) {
            const suffix = language === "en" ? "" : `-${language}`;
            const file = `${OUT}/${name}-${width}-${theme}${suffix}.png`;
            // The others are worth having where one page cannot be reached.
            await shoot(emails, name, shot, { theme, width, language, file }).catch((error) => {
              console.error(`${error.message}: ${error.cause?.message.split("\n")[0]}`);
              Deno.exitCode = 1;
            });
          }
        }
      }
    }
    console.log(`${OUT}: ${names.length} pages`);
  }
} finally {
  await browser.close();
  await site.close();
}

async function shoot(
  emails: Record<"person" | "newcomer", string>,
  name: string,
  { path, as, act }: Shot,
  { theme, width, language = "en", file }: {
    theme: Theme;
    width: number;
    language?: Language;
    file: string;
  },
): Promise<void> {
  const context = await openContext(browser, site, theme, width, language);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  if (as) {
    const data = { email: emails[as], password: PASSWORD };
    await page.request.post("/api/auth/login", {
      data,
      headers: { "sec-fetch-site": "same-origin" },
    });
  }
  try {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await act?.(page);
    if (language === "rtl") {
      await page.evaluate(() => void (document.documentElement.dir = "rtl"));
    }
    await page.waitForTimeout(QUIET_MS);
    await page.screenshot({ path: file });
  } catch (error) {
    throw new Error(`${name} at ${width}, ${theme}, ${language}`, { cause: error });
  } finally {
    await context.close();
  }
}

function openContext(
  of: Browser,
  { url }: Site,
  theme: Theme,
  width: number,
  language: Language,
) {
  return of.newContext({
    locale: language === "de" ? "de" : "en-US",
    baseURL: url,
    viewport: { width, height: HEIGHTS[width] ?? 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
  });
}

function shotsOf(jobs: Record<JobName, string>): Record<string, Shot> {
  const tab = (job: JobName, name: string, role: "grid" | "tabpanel" = "grid"): Shot => ({
    path: `/jobs/${jobs[job]}?tab=${name}`,
    as: "person",
    act: (page) => page.getByRole(role).first().waitFor(),
  });
  return {
    login: { path: "/login" },
    register: { path: "/register" },
    forgot: { path: "/forgot" },
    missing: { path: "/no-such-page", as: "person" },
    empty: { path: "/", as: "newcomer" },
    uploads: {
      path: "/",
      as: "person",
      act: (page) => page.getByRole("link", { name: "contacts.csv" }).first().waitFor(),
    },
    preview: {
      path: "/",
      as: "newcomer",
      act: async (page) => {
        await page.locator("input[type=file]").setInputFiles({
          name: "contacts.csv",
          mimeType: "text/csv",
          buffer: Buffer.from(sampleContacts().text),
        });
        await page.getByRole("dialog").getByRole("grid").waitFor();
      },
    },
    review: {
      path: `/jobs/${jobs.review}`,
      as: "person",
      act: issueShown,
    },
    duplicate: {
      path: `/jobs/${jobs.review}`,
      as: "person",
      act: async (page) => {
        await issueShown(page);
        const button = page.getByRole("button", { name: /^(Duplicates|Dubletten)/ });
        if (await button.isVisible()) await button.click();
        else await page.getByRole("combobox").first().selectOption("DUPLICATE_EMAIL");
        await page.getByRole("heading", { level: 2, name: /(rows for|Zeilen für)/ }).waitFor();
      },
    },
    selected: {
      path: `/jobs/${jobs.review}`,
      as: "person",
      act: async (page) => {
        await issueShown(page);
        const list = page.getByRole("button", { name: /^Liste?$/ });
        if (await list.isVisible()) await list.click();
        const options = page.getByRole("listbox").getByRole("option");
        await options.nth(1).click();
        if (await list.isVisible()) await list.click();
        await options.nth(3).click({ modifiers: ["Shift"] });
        await page.getByText(/^3 (of|von) .* (selected|gewählt)$/).waitFor();
      },
    },
    "sign-in-again": {
      path: `/jobs/${jobs.review}`,
      as: "person",
      act: async (page) => {
        await issueShown(page);
        await page.context().clearCookies();
        await page.getByRole("group", { name: /^(State|Zustand)$/ }).getByRole("button").nth(1)
          .click();
        await page.getByRole("dialog", { name: /^(Sign in again|Erneut anmelden)$/ }).waitFor();
      },
    },
    shortcuts: {
      path: `/jobs/${jobs.review}`,
      as: "person",
      act: async (page) => {
        await issueShown(page);
        await page.keyboard.press("?");
        await page.getByRole("dialog").waitFor();
      },
    },
    rows: tab("review", "rows"),
    warnings: tab("review", "warnings"),
    outcome: tab("done", "outcome", "tabpanel"),
    contacts: tab("done", "contacts"),
    excluded: tab("done", "excluded"),
    history: tab("done", "history", "tabpanel"),
    account: { path: "/account", as: "person" },
    operations: { path: "/operations", as: "person" },
  };
}

async function issueShown(page: Page): Promise<void> {
  await page.locator("#issue-title").waitFor();
}

async function newAccount({ url }: Site): Promise<{ email: string; client: ApiClient }> {
  const email = `ada.lovelace.${crypto.randomUUID().slice(0, 4)}@example.com`;
  const answer = await fetch(`${url}/api/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password: PASSWORD, name: "Ada Lovelace" }),
  });
  const { token, user } = await answer.json();
  return { email, client: new ApiClient(`${url}/api`, token, user.id) };
}

/** Uploads what the pages show. @returns the jobs' ids */
async function prepare(client: ApiClient): Promise<Record<JobName, string>> {
  const { text } = sampleContacts();
  const upload = async (content: string, name: string) => {
    const { body } = await client.upload(content, { name });
    return await client.atRest(body.id);
  };
  const review = await upload(text, "contacts.csv");
  const done = await upload(text, "spring-fair.csv");
  for (const type of Object.keys(done.issue_counts)) {
    const rule = type === "DUPLICATE_EMAIL" ? "first" : "skip";
    await client.post(`/jobs/${done.id}/resolve`, { type, rule });
  }
  await client.post(`/jobs/${done.id}/finalize`, {});
  await client.until(done.id, ({ status }) => status === "COMPLETED");
  await upload(CLEAN.text, "newsletter.csv");
  return { review: review.id, done: done.id };
}
