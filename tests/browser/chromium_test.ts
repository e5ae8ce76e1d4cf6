import assert from "node:assert/strict";
import { launchBrowser } from "./chromium.ts";

Deno.test("a browser loads pages from this machine, draws text and takes pictures", async () => {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    return pathname === "/api"
      ? Response.json({ people: ["Zoë", "美咲"] })
      : new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
  });
  const browser = await launchBrowser();
  try {
    for (let round = 0; round < 2; round++) {
      const tab = await browser.newPage({ viewport: { width: 360, height: 640 } });
      await tab.goto(`http://127.0.0.1:${server.addr.port}/`);
      await tab.getByText("Zoë, 美咲").waitFor();
      const width = await tab.locator("span").evaluate((node) =>
        node.getBoundingClientRect().width
      );
      assert.ok(width > 20, "text has a width, so a font was found");
      assert.ok((await tab.screenshot()).length > 1_000);
      await tab.close();
    }
  } finally {
    await browser.close();
    await server.shutdown();
  }
});

const page = `<!doctype html><title>Rollcall</title><span></span><script type="module">
  const { people } = await (await fetch("/api")).json();
  document.querySelector("span").textContent = people.join(", ");
</script>`;
