/**
 * Bundles the parsing function for Node 22, as Lambda runs it: one file without imports, and beside
 * it the certificates of RDS. The same sources as the worker's; what is Deno's own is not among
 * them.
 */
import { build } from "esbuild";
import { checkoutRoot } from "../local/settings.ts";
import { importMap } from "./import_map.ts";

/** Where the function's folder is made; the CDK application takes it from there. */
export const bundleFolder = `${checkoutRoot}/.data/lambda/parsing`;

/** CommonJS packages ask for Node's modules by a `require` that an ES module does not have. */
const banner = `import { createRequire } from "node:module";
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
    banner: { js: banner },
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
