/**
 * Bundles the parsing function for Lambda's Node 22: one file without imports, and the RDS
 * certificates beside it. It uses the worker's sources, of which none is Deno-specific.
 */
import { build } from "esbuild";
import { checkoutRoot } from "../local/settings.ts";
import { importMap } from "./import_map.ts";

/** The output folder, which the CDK application uses. */
const bundleFolder = `${checkoutRoot}/.data/lambda/parsing`;

/** CommonJS packages need `require` for Node's modules, which an ES module lacks. */
const BANNER = `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);`;

/** @returns the bundle's size in bytes */
export async function bundleParsing(folder = bundleFolder): Promise<number> {
  const { imports } = JSON.parse(await Deno.readTextFile(`${checkoutRoot}/deno.json`));
  const outfile = `${folder}/lambda.mjs`;
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await build({
    absWorkingDir: checkoutRoot,
    entryPoints: ["services/parsing/lambda.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    plugins: [importMap(checkoutRoot, imports)],
    loader: { ".sql": "text" },
    banner: { js: BANNER },
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: "warning",
  });
  const certificates = `${checkoutRoot}/deploy/certificates`;
  for await (const { name } of Deno.readDir(certificates)) {
    if (name.endsWith(".pem")) await Deno.copyFile(`${certificates}/${name}`, `${folder}/${name}`);
  }
  return (await Deno.stat(outfile)).size;
}

if (import.meta.main) {
  console.log(`${bundleFolder}: ${Math.round(await bundleParsing() / 1024)} KiB`);
}
