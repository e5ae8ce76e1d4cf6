/** The collector's page as a person meets it: a trace is found and opened, in light and dark. */
import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import { observeApp } from "../../deploy/local/observe/app.ts";
import { launchBrowser } from "../browser/chromium.ts";

const at = (ms: number) => String(BigInt(Date.now() - 1_000 + ms) * 1_000_000n);
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const span = (name: string, spanId: string, parentSpanId: string, kind: number, from: number) => ({
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId,
  parentSpanId,
  name,
  kind,
  startTimeUnixNano: at(from),
  endTimeUnixNano: at(from + 50),
  attributes: [attribute("http.route", "/jobs")],
});
const of = (service: string) => ({
  attributes: [attribute("service.name", `rollcall-${service}`)],
});

Deno.test("the page shows traces, one as a waterfall, and metrics", async (t) => {
  const folder = new URL("../../deploy/local/observe/", import.meta.url);
  const app = observeApp((name) => Deno.readTextFile(new URL(name, folder)));
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app.fetch);
  const url = `http://127.0.0.1:${server.addr.port}`;
  const spans = [span("POST /jobs", "a", "", 2, 0), span("parsing JobCreated", "b", "a", 5, 80)];
  const headers = { "content-type": "application/json" };
  const post = async (path: string, body: object) =>
    await (await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) })).text();
  await post("/v1/traces", {
    resourceSpans: [{ resource: of("upload"), scopeSpans: [{ spans }] }],
  });
  const gauge = { dataPoints: [{ asInt: 7 }] };
  await post("/v1/metrics", {
    resourceMetrics: [{
      resource: of("operations"),
      scopeMetrics: [{ metrics: [{ name: "rollcall.relay.lag", unit: "{event}", gauge }] }],
    }],
  });

  const browser = await launchBrowser();
  for (const colorScheme of ["light", "dark"] as const) {
    await t.step(`in ${colorScheme}`, async () => {
      const context = await browser.newContext({ colorScheme });
      const page = await context.newPage();
      const said: string[] = [];
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(error.message));
      const check = async () => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0]?.html]), []);
      };

      await page.goto(url);
      await page.getByRole("link", { name: "POST /jobs" }).waitFor();
      await check();
      await page.keyboard.press("Tab");
      await page.getByRole("link", { name: "POST /jobs" }).press("Enter");
      await page.getByText("2 spans").waitFor();
      const names = await page.locator("#trace-rows summary").allTextContents();
      assert.deepEqual(names, ["POST /jobs", "parsing JobCreated"]);
      await page.getByText("parsing JobCreated").click();
      await page.getByText("http.route").last().waitFor();
      await check();
      await page.getByRole("link", { name: "Metrics" }).click();
      await page.getByText("rollcall.relay.lag").waitFor();
      await check();
      assert.deepEqual(said, []);
      await context.close();
    });
  }
  await browser.close();
  await server.shutdown();
});
