/**
 * `deno task screenshots`: every page of the web app at three widths, light and dark, as pictures in an
 * ignored folder, to be looked at before a page is called finished. Runs a stack of its own.
 *
 *     deno task screenshots                    all of them
 *     deno task screenshots --only review,rows --widths 390 --themes dark
 *     deno task screenshots --languages de,rtl    in German; in English from right to left
 *     deno task screenshots --docs             the pictures of the README and the docs instead
 */
import { parseArgs } from "node:util";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { sampleContacts } from "../../deploy/local/sample.ts";
import type { Job } from "@rollcall/contracts/api";
import { ApiClient } from "../api/client.ts";
import { makeOperator } from "../harness/operator.ts";
import { buildWeb } from "../runner/build_web.ts";
import { launchBrowser } from "./chromium.ts";
import { CLEAN, MESSY } from "./files.ts";
import { PASSWORD } from "./person.ts";
import { type JobName, type Shot, shotsOf } from "./shots.ts";
import { type Site, startSite } from "./site.ts";

type Theme = "light" | "dark";
/** `rtl`: in English, but from right to left. */
type Language = "en" | "de" | "rtl";

const HEIGHTS: Record<string, number> = { 1440: 900, 1024: 768, 390: 844 };
const OUT = ".data/screenshots";
const IMAGES = "docs/images";
const NO_LAST_NAMES =
  "email,first_name,city\nada@example.com,Ada,London\nalan@example.com,Alan,Manchester\n";
const TYPOS = "email,first_name,last_name\nann@gmial.com,Ann,Berg\nada@example.com,Ada,Lovelace\n" +
  "alan@yahooo.com,Alan,Turing\n";
/** A page has nothing to fetch and nothing to move any more. */
const QUIET_MS = 400;

/** Signed in once: each sign-in would be a session more on the account's page. */
const cookies = new Map<string, Awaited<ReturnType<BrowserContext["cookies"]>>>();
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
  { path, as, before, act, isLong = false }: Shot,
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
  if (as) await signIn(page, emails[as]);
  try {
    await before?.(page);
    await page.goto(path);
    if (!before) await page.getByRole("heading", { level: 1 }).first().waitFor();
    await act?.(page);
    await page.waitForTimeout(QUIET_MS);
    await page.screenshot({ path: file, fullPage: !values.docs && !isLong });
  } catch (error) {
    throw new Error(`${name} at ${width}, ${theme}, ${language}`, { cause: error });
  } finally {
    await context.close();
  }
}

async function signIn(page: Page, email: string): Promise<void> {
  const kept = cookies.get(email);
  if (kept) return await page.context().addCookies(kept);
  await page.request.post("/api/auth/login", {
    data: { email, password: PASSWORD },
    headers: { "sec-fetch-site": "same-origin" },
  });
  cookies.set(email, await page.context().cookies());
}

async function openContext(
  of: Browser,
  { url }: Site,
  theme: Theme,
  width: number,
  language: Language,
) {
  const context = await of.newContext({
    locale: language === "de" ? "de" : "en-US",
    baseURL: url,
    viewport: { width, height: HEIGHTS[width] ?? 900 },
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  if (language === "rtl") {
    // Behind the page's own choice, and before anything is drawn by it.
    await context.addInitScript(() => {
      document.addEventListener("readystatechange", () => {
        document.documentElement.dir = "rtl";
      });
    });
  }
  return context;
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
  const resolveAll = async (
    { id, issue_counts }: Pick<Job, "id" | "issue_counts">,
    rule: "first" | "most_complete",
  ) => {
    for (const type of Object.keys(issue_counts)) {
      await client.post(`/jobs/${id}/resolve`, {
        type,
        rule: type === "DUPLICATE_EMAIL" ? rule : "skip",
        include_resolved: true,
      });
    }
  };
  const finalize = async ({ id }: Pick<Job, "id">) => {
    await client.post(`/jobs/${id}/finalize`, {});
    await client.until(id, ({ status }) => status === "COMPLETED");
  };
  const failed = await upload("order,amount\n1,20\n2,30\n", "orders.csv");
  const question = await upload(NO_LAST_NAMES, "members.csv");
  const typo = await upload(TYPOS, "sign-ups.csv");
  const resolved = await upload(MESSY.text, MESSY.name);
  await resolveAll(resolved, "first");
  const again = await upload(text, "winter-fair.csv");
  await resolveAll(again, "first");
  await finalize(again);
  await resolveAll(again, "most_complete");
  await finalize(again);
  const review = await upload(text, "contacts.csv");
  const done = await upload(text, "spring-fair.csv");
  await resolveAll(done, "first");
  await finalize(done);
  await upload(CLEAN.text, "newsletter.csv");
  return {
    review: review.id,
    done: done.id,
    again: again.id,
    typo: typo.id,
    question: question.id,
    resolved: resolved.id,
    failed: failed.id,
  };
}
