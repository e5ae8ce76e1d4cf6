/**
 * `deno task bench:web`: how fast the page is, in Chromium on the production build, with a stack of
 * its own and a file of 50,000 rows with some 300 issues. Measured twice: as this machine is, and
 * with a quarter of the processor, 1.6 Mbit/s and 150 ms. Scripts are counted as gzip has them. A
 * decision's time is that of its tasks, by the clock and without what they wait for a core: the
 * server, the database and the drawing have the same few.
 *
 *     deno task bench:web                  both
 *     deno task bench:web --rows 5000      a smaller file
 *     deno task bench:web --slow false     as is alone
 */
import type { Browser, CDPSession, Locator, Page } from "playwright-core";
import { launchBrowser } from "../browser/chromium.ts";
import { newPerson, PASSWORD } from "../browser/person.ts";
import { type Site, startSite } from "../browser/site.ts";
import { buildWeb } from "../runner/build_web.ts";
import { quantile } from "./quantile.ts";
import { parseArgs } from "node:util";

const MBIT = 1_000_000 / 8;
const SLOW = { cpu: 4, bytesPerSecond: 1.6 * MBIT, latencyMs: 150 };
const SCROLL_MS = 4_000;
const SCROLL_PX = 120;
const FAST_KEYS = 20;
const DECISIONS = 9;
/** Of each page, each with nothing in its cache: the median is told, of layout shift the most. */
const VISITS = 3;
const FILE = "bench.csv";
const QUIET_MS = 1_500;

type Figures = Record<string, string>;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    rows: { type: "string", default: "50000" },
    slow: { type: "string", default: "true" },
  },
});

await buildWeb();
const site = await startSite({ REGISTRATIONS_PER_ADDRESS: "1000" }, "own");
const browser = await launchBrowser();
try {
  const asIs = await measured(site, browser, false);
  const slow = values.slow === "true" ? await measured(site, browser, true) : {};
  console.log("| what | as is | slow |\n| --- | --- | --- |");
  for (const name of Object.keys(asIs)) {
    console.log(`| ${name} | ${asIs[name]} | ${slow[name] ?? ""} |`);
  }
} finally {
  await browser.close();
  await site.close();
}

async function measured(site: Site, browser: Browser, isSlow: boolean): Promise<Figures> {
  const figures: Figures = {};
  const email = `bench-${crypto.randomUUID()}@example.com`;
  const headers = { "sec-fetch-site": "same-origin" };
  // The driver looks for what is shown only once all is measured: to search the page takes its main
  // thread as much time as to draw it.
  const visit = async (
    name: string,
    path: string,
    last: string,
    shown: (page: Page) => Locator,
    act?: (page: Page, session: CDPSession) => Promise<void>,
  ) => {
    const visits: (typeof globalThis.seen)[] = [];
    for (let i = 0; i < VISITS; i++) {
      // A new context has nothing in its cache.
      const { page, close } = await newPerson(browser, site.url);
      await page.request.post("/api/auth/login", { data: { email, password: PASSWORD }, headers });
      const session = await page.context().newCDPSession(page);
      if (isSlow) await slowDown(session);
      const scripts = countScripts(page);
      const calls: string[] = [];
      page.on("request", (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.startsWith("/api/")) calls.push(pathname.replace(/[0-9a-f-]{36}/, "…"));
      });
      await page.addInitScript(watch);
      const answered = page.waitForResponse((response) => response.url().includes(last));
      await page.goto(path);
      await (await answered).finished();
      figures[`${name}: API calls until it is shown`] = String(calls.length);
      await page.waitForTimeout(isSlow ? SLOW.cpu * QUIET_MS : QUIET_MS);
      visits.push(await page.evaluate(() => globalThis.seen));
      figures[`${name}: scripts`] = `${Math.round(await scripts() / 1024)} kB`;
      await shown(page).waitFor();
      if (i === VISITS - 1) await act?.(page, session);
      await close();
    }
    const median = (of: "lcp" | "blocked") => quantile(visits.map((seen) => seen[of]), 0.5);
    figures[`${name}: largest paint`] = `${(median("lcp") / 1000).toFixed(2)} s`;
    figures[`${name}: blocked`] = `${Math.round(median("blocked"))} ms`;
    figures[`${name}: layout shift`] = Math.max(...visits.map(({ cls }) => cls)).toFixed(3);
  };

  await visit("sign-in", "/login", "/auth/me", (page) => page.getByLabel("E-mail"));
  const job = await prepared(site, email);
  await visit("uploads", "/", "/api/jobs?", (page) => page.getByRole("link", { name: FILE }));
  await visit(
    "review",
    `/jobs/${job}`,
    "/issues?",
    (page) => page.getByRole("option").first(),
    async (page, session) => {
      await page.waitForTimeout(QUIET_MS);
      const decided = async () => {
        const before = await taskMs(session);
        await page.keyboard.press("a");
        // To look for its sentence meanwhile would take the main thread as much time as the decision.
        await page.waitForTimeout(QUIET_MS);
        return await taskMs(session) - before;
      };
      const clocks = [["main thread", "timeTicks"], ["of it at work", "threadTicks"]] as const;
      for (const [name, timeDomain] of clocks) {
        await session.send("Performance.disable");
        await session.send("Performance.enable", { timeDomain });
        const isFirst = timeDomain === "timeTicks";
        if (isFirst) figures["first decision: main thread"] = `${Math.round(await decided())} ms`;
        const took: number[] = [];
        for (let i = 0; i < DECISIONS; i++) took.push(await decided());
        figures[`each after it: ${name}, median of ${DECISIONS}`] = `${
          Math.round(quantile(took, 0.5))
        } ms`;
      }
      await page.getByRole("region", { name: "Last decision" }).getByText(/kept for/).waitFor();
      await page.evaluate(() => void (globalThis.seen.longest = 0));
      for (let i = 0; i < FAST_KEYS; i++) await page.keyboard.press("a");
      await page.waitForTimeout(QUIET_MS);
      figures[`${FAST_KEYS} fast keys: longest task`] = await longest(page);
    },
  );
  await visit(
    "rows",
    `/jobs/${job}?tab=rows`,
    "/rows?",
    (page) => page.getByRole("gridcell", { name: "person0@example.com" }),
    async (page) => {
      await page.evaluate(() => void (globalThis.seen.longest = 0));
      const frames = await page.evaluate(scrolled, { ms: SCROLL_MS, px: SCROLL_PX });
      figures["scrolling rows"] = `${Math.round(frames / (SCROLL_MS / 1000))} frames/s`;
      figures["scrolling rows: longest task"] = await longest(page);
    },
  );
  return figures;
}

/** Uploads the file once, and waits until its issues are there. @returns the job's id */
async function prepared(site: Site, email: string): Promise<string> {
  const register = await fetch(`${site.url}/api/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { token } = await register.json();
  const headers = { authorization: `Bearer ${token}` };
  const form = new FormData();
  form.set("file", new File([contacts(Number(values.rows))], FILE));
  const made = await fetch(`${site.url}/api/jobs`, { method: "POST", headers, body: form });
  const { id } = await made.json();
  for (;;) {
    const job = await (await fetch(`${site.url}/api/jobs/${id}`, { headers })).json();
    if (job.status === "NEEDS_REVIEW") return id;
    if (job.status === "FAILED") throw new Error(JSON.stringify(job.error));
    await new Promise((later) => setTimeout(later, 500));
  }
}

/** Every 300th part of the rows has no address. */
function contacts(rows: number): string {
  const every = Math.max(2, Math.floor(rows / 300));
  const lines = Array.from({ length: rows }, (_, i) => {
    const email = i % every === every - 1 ? "" : `person${i}@example.com`;
    return `${email},First${i},Last${i % 997},Company ${i % 89},Town ${i % 31}\n`;
  });
  return `email,first_name,last_name,company,City\n${lines.join("")}`;
}

async function slowDown(session: CDPSession): Promise<void> {
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: SLOW.latencyMs,
    downloadThroughput: SLOW.bytesPerSecond,
    uploadThroughput: SLOW.bytesPerSecond,
  });
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW.cpu });
}

/** Sums what the page's scripts have in gzip. */
function countScripts(page: Page): () => Promise<number> {
  const bodies: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script" && !response.url().endsWith(".js")) return;
    bodies.push(response.body().then(gzipBytes, () => 0));
  });
  return async () => (await Promise.all(bodies)).reduce((sum, bytes) => sum + bytes, 0);
}

async function gzipBytes(body: Uint8Array): Promise<number> {
  const zipped = new Blob([new Uint8Array(body)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(zipped).arrayBuffer()).byteLength;
}

declare global {
  /** What the page has seen of its own speed. */
  var seen: { lcp: number; cls: number; blocked: number; longest: number };
}

/** Runs in the page before anything else. */
function watch(): void {
  globalThis.seen = { lcp: 0, cls: 0, blocked: 0, longest: 0 };
  const on = (type: string, act: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(act)).observe({
      type,
      buffered: true,
    });
  on("largest-contentful-paint", (entry) => seen.lcp = entry.startTime);
  on("layout-shift", (entry) => {
    const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!shift.hadRecentInput) seen.cls += shift.value;
  });
  on("longtask", ({ duration }) => {
    seen.blocked += duration - 50;
    seen.longest = Math.max(seen.longest, duration);
  });
}

/** Runs in the page. @returns frames that were drawn */
function scrolled({ ms, px }: { ms: number; px: number }): Promise<number> {
  const box = document.querySelector("[role=grid]")!;
  const begun = performance.now();
  let frames = 0;
  return new Promise((over, fail) => {
    // The browser may draw no frame at all, and then asks for none.
    const late = setTimeout(() => fail(new Error(`only ${frames} frames were drawn`)), 10 * ms);
    const step = () => {
      frames++;
      box.scrollTop += px;
      if (performance.now() - begun < ms) return void requestAnimationFrame(step);
      clearTimeout(late);
      over(frames);
    };
    requestAnimationFrame(step);
  });
}

async function longest(page: Page): Promise<string> {
  const ms = await page.evaluate(() => globalThis.seen.longest);
  // Shorter tasks are not told.
  return ms === 0 ? "< 50 ms" : `${Math.round(ms)} ms`;
}

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
}
