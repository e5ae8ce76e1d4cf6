/** Every package that our code names has its line in docs/dependencies.md, and no other has. */
import assert from "node:assert/strict";

const PAGE = "docs/dependencies.md";

Deno.test("docs/dependencies.md names each direct dependency, and nothing else", async () => {
  const used = new Set([
    ...await imported("deno.json"),
    ...await imported("deploy/aws/deno.json"),
    ...await listed("contracts/package.json"),
    ...await listed("web/package.json"),
  ]);
  assert.ok(used.size > 40, `only ${used.size} were found`);
  const rows = (await Deno.readTextFile(PAGE)).split("\n").filter((line) => line.startsWith("| `"));
  const told = rows.flatMap((row) => [...row.split("|")[1]!.matchAll(/`([^`]+)`/g)])
    .map(([, name]) => name!);
  assert.deepEqual(told.toSorted(), [...used].toSorted());
});

/** The npm packages of an import map. */
async function imported(path: string): Promise<string[]> {
  const { imports } = JSON.parse(await Deno.readTextFile(path)) as {
    imports: Record<string, string>;
  };
  return Object.values(imports).flatMap((target) =>
    target.match(/^npm:\/?((?:@[^/]+\/)?[^@/]+)@/)?.[1] ?? []
  );
}

async function listed(path: string): Promise<string[]> {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(await Deno.readTextFile(path));
  return Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => !name.startsWith("@rollcall/"));
}
