/**
 * What is installed is what the lock says, and nothing else: for every task, and for the images, whose
 * Dockerfiles' own commands run here in a folder with what they copy.
 */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { walk } from "../walk.ts";

const dockerfiles = ["deploy/containers/service.Dockerfile", "deploy/containers/web.Dockerfile"];
const configurations = ["deno.json", "deploy/aws/deno.json"];

Deno.test("frozen: whatever installs, installs by the lock", async () => {
  const places = [...dockerfiles, ...configurations, ".ci/run", "Makefile", "deploy/local/deno"];
  let found = 0;
  for (const place of places) {
    const text = (await Deno.readTextFile(place)).replaceAll("\\\n", " ");
    for (const [command] of text.matchAll(/\bdeno (install|cache|ci|add)\b[^&"\n]*/g)) {
      found++;
      assert.match(command, / --frozen( |$)/, `${place}: ${command}`);
    }
    assert.doesNotMatch(text, /\bnpm (i|install|add)\b|--frozen=false/, place);
    for (const [, name] of text.matchAll(/\bnpx (?:--?\S+ )+"?([^\s"]+)/g)) {
      assert.match(name!, /@(\d+\.\d+\.\d+|\$version)$/, place);
    }
  }
  assert.ok(found > 10, `${found} commands`);
  for (const place of configurations) {
    // For `deno run` and `deno task`, which install what they lack as well.
    assert.equal(JSON.parse(await Deno.readTextFile(place)).lock?.frozen, true, place);
  }
});

for (const dockerfile of dockerfiles) {
  Deno.test(`frozen: ${dockerfile} installs what it copies, and no other lock`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "rollcall-image-" });
    try {
      const { copies, commands } = stage(await Deno.readTextFile(dockerfile), "modules");
      for (const path of copies) await copyInto(folder, path);
      const [prepare, install] = commands;
      assert.match(install!, /^deno cache --frozen /);
      await run(prepare!, folder);
      const lock = await Deno.readTextFile(`${folder}/deno.lock`);
      const { success, said } = await run(install!, folder);
      assert.ok(success, said);
      assert.equal(await Deno.readTextFile(`${folder}/deno.lock`), lock);

      const other = JSON.parse(lock);
      other.workspace.members.contracts.packageJson.dependencies.pop();
      await Deno.writeTextFile(`${folder}/deno.lock`, JSON.stringify(other));
      const refused = await run(install!, folder);
      assert.ok(!refused.success, "negative twin");
      assert.match(refused.said, /The lockfile is out of date/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** What a stage of a Dockerfile copies from the checkout, and the commands of Deno that it runs. */
function stage(text: string, name: string): { copies: string[]; commands: string[] } {
  const body = text.split(/^FROM /m).find((part) => part.split("\n")[0]!.endsWith(` AS ${name}`))!;
  const lines = body.replaceAll("\\\n", " ").split("\n");
  const words = (kind: string) =>
    lines.filter((line) => line.startsWith(kind)).map((line) => line.slice(kind.length).trim());
  return {
    copies: words("COPY ").flatMap((line) => line.split(" ").slice(0, -1)),
    commands: words("RUN ").flatMap((line) => line.split("&&"))
      .map((command) => command.trim().replace(/\s+/g, " "))
      .filter((command) => command.startsWith("deno ")),
  };
}

/** As .dockerignore has it: no tests, nothing installed. */
async function copyInto(folder: string, path: string): Promise<void> {
  const copy = async (file: string) => {
    await Deno.mkdir(dirname(`${folder}/${file}`), { recursive: true });
    await Deno.copyFile(file, `${folder}/${file}`);
  };
  if ((await Deno.stat(path)).isFile) return await copy(path);
  for await (const file of walk(path)) {
    if (!/_test\.ts$|\/(testing|node_modules|aws)\//.test(file)) await copy(file);
  }
}

async function run(command: string, cwd: string): Promise<{ success: boolean; said: string }> {
  const deno = `deno() { ${JSON.stringify(Deno.execPath())} "$@"; }; `;
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", deno + command],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  return { success, said: [stdout, stderr].map((out) => new TextDecoder().decode(out)).join("\n") };
}
