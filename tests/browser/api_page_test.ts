/** The API's page keeps the rules of axe, in light and dark, wide and narrow, and fits a phone. */
import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import { docsRoutes } from "@rollcall/platform/api_docs.ts";
import { launchBrowser } from "./chromium.ts";
import { NARROW, WIDE } from "./person.ts";

Deno.test("the API's page", async (t) => {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    docsRoutes().fetch,
  );
  const browser = await launchBrowser();
  // Nothing but contrast depends on the theme.
  for (const [colorScheme, rules] of [["light", null], ["dark", ["color-contrast"]]] as const) {
    for (const viewport of rules ? [WIDE] : [WIDE, NARROW]) {
      await t.step(`in ${colorScheme}, ${viewport.width} px wide`, async () => {
        const context = await browser.newContext({ colorScheme, viewport });
        const page = await context.newPage();
        const said: string[] = [];
        page.on("console", (message) => said.push(message.text()));
        await page.goto(`http://127.0.0.1:${server.addr.port}/docs`);
        for (const summary of await page.locator("summary").all()) {
          await summary.evaluate((node) =>
            void ((node.parentElement as HTMLDetailsElement).open = true)
          );
        }
        const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] })
          .setLegacyMode(true); // there are no frames to enter
        const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze();
        const faults = violations.map(({ id, nodes }) => [id, nodes.length, nodes[0]?.html]);
        assert.deepEqual(faults, []);
        const sideways = await page.evaluate(() =>
          document.documentElement.scrollWidth - document.documentElement.clientWidth
        );
        assert.equal(sideways, 0, "the page scrolls sideways");
        assert.deepEqual(said, [], "no breach of its policy");
        await context.close();
      });
    }
  }
  await browser.close();
  await server.shutdown();
});
