/** What has a name has it everywhere: in the Makefile, the tasks and the architecture page. */
import assert from "node:assert/strict";
import { services } from "../../deploy/local/services.ts";

Deno.test("every target of the Makefile is a task", async () => {
  const makefile = await Deno.readTextFile("Makefile");
  const targets = makefile.match(/^TASKS := (.*)$/m)?.[1]?.split(" ") ?? [];
  const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
  assert.ok(targets.length > 0);
  assert.deepEqual(targets.filter((name) => !(name in tasks)), []);
});

Deno.test("the architecture page names every service and every published event", async () => {
  const page = await Deno.readTextFile("ARCHITECTURE.md");
  const events: string[] = [];
  for await (const entry of Deno.readDir("contracts/events")) {
    if (entry.isDirectory) events.push(pascal(entry.name));
  }
  const names = [...services.map((service) => service.name), ...events];
  assert.deepEqual(names.filter((name) => !page.includes(name)).sort(), []);
});

/** parsing-started → ParsingStarted */
function pascal(folder: string): string {
  return folder.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
