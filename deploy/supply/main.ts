/**
 * `deno task sbom`: writes a bill of materials of each lock file (CycloneDX 1.6) and a list of licences
 * to `.data/sbom`. Ends with 1 where a package has a licence that we have not agreed to.
 */
import { componentsOf, keyOf, type ReadLicense } from "./components.ts";
import { cycloneDx } from "./cyclonedx.ts";
import { licenceList, refused } from "./licences.ts";

const OUT = ".data/sbom";
const LOCKS = [
  { name: "rollcall", lock: "deno.lock", modules: "node_modules/.deno" },
  { name: "rollcall-aws", lock: "deploy/aws/deno.lock", modules: "deploy/aws/node_modules/.deno" },
];

await Deno.mkdir(OUT, { recursive: true });
let isFine = true;
for (const { name, lock, modules } of LOCKS) {
  const parsed = JSON.parse(await Deno.readTextFile(lock));
  const components = await componentsOf(parsed, licensesIn(modules));
  const about = { version: await revision(), at: new Date(), serial: crypto.randomUUID() };
  await Deno.writeTextFile(
    `${OUT}/${name}.cdx.json`,
    JSON.stringify(cycloneDx(components, about), null, 2) + "\n",
  );
  await Deno.writeTextFile(`${OUT}/${name}-licences.md`, licenceList(components));
  const known = components.filter(({ license }) => license !== undefined).length;
  console.log(`${OUT}/${name}.cdx.json: ${components.length} packages, licences of ${known}`);
  for (const component of refused(components)) {
    console.log(`  ${keyOf(component)}: ${component.license} is not in deploy/supply/licences.ts`);
    isFine = false;
  }
}
Deno.exit(isFine ? 0 : 1);

/** From the installed package. */
function licensesIn(modules: string): ReadLicense {
  return async (name, version) => {
    const folder = `${name.replace("/", "+")}@${version}`;
    try {
      const path = `${modules}/${folder}/node_modules/${name}/package.json`;
      const { license, licenses } = JSON.parse(await Deno.readTextFile(path));
      const said = license ?? licenses;
      return [said].flat().map((one) => one?.type ?? one).filter(Boolean).join(" OR ") ||
        await inText(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return await beside(modules, name, version);
      throw error;
    }
  };
}

/** A package.json that names no licence may lie beside the text of one. */
async function inText(path: string): Promise<string> {
  const text = await Deno.readTextFile(path.replace(/package\.json$/, "LICENSE")).catch(() => "");
  return /^\s*(The )?MIT License/i.test(text) ? "MIT" : "none said";
}

/** A package with peers lies in a folder that names them, too. */
async function beside(modules: string, name: string, version: string): Promise<string | undefined> {
  const prefix = `${name.replace("/", "+")}@${version}_`;
  try {
    for await (const { name: folder } of Deno.readDir(modules)) {
      if (!folder.startsWith(prefix)) continue;
      const path = `${modules}/${folder}/node_modules/${name}/package.json`;
      return JSON.parse(await Deno.readTextFile(path)).license ?? await inText(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return undefined;
}

async function revision(): Promise<string> {
  const { code, stdout } = await new Deno.Command("git", { args: ["rev-parse", "--short", "HEAD"] })
    .output();
  return code === 0 ? new TextDecoder().decode(stdout).trim() : "unknown";
}
