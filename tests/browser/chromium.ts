/**
 * A browser for the tests, on machines with one and without: CHROMIUM_PATH, else
 * /usr/bin/chromium, else the one that npm's @sparticuz/chromium brings, which needs nothing
 * installed. That one is made for AWS Lambda; what it takes to run elsewhere is all in this file:
 * it is unpacked with the libraries it was linked against, its fonts' folder is put into its
 * configuration, and it keeps its renderers in processes of their own.
 */
import { dirname, resolve } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** Where the packed browser is unpacked, once for each version of it. */
const cache = resolve("node_modules/.cache/rollcall-chromium");

/** @throws where the browser does not start, with what it wrote. */
export async function launchBrowser(): Promise<Browser> {
  const installed = await installedBrowser();
  if (installed) {
    return await chromium.launch({
      executablePath: installed,
      args: ["--no-sandbox", "--disable-dev-shm-usage", ...noGraphicsCard],
    });
  }
  const { executablePath, env } = await packedBrowser();
  return await chromium.launch({ executablePath, env, args: packedArguments });
}

/** Nothing here draws in 3D, and to act a graphics card on the processor costs a third of all work. */
const noGraphicsCard = ["--disable-gpu", "--disable-software-rasterizer"];

/** The package's own list has --single-process, under which the second page ends the browser. */
const packedArguments = [
  "--headless=shell",
  "--no-sandbox",
  "--no-zygote",
  "--in-process-gpu",
  ...noGraphicsCard,
  "--disable-dev-shm-usage",
  "--font-render-hinting=none",
];

async function installedBrowser(): Promise<string | undefined> {
  const named = Deno.env.get("CHROMIUM_PATH");
  if (named) return named;
  const usual = "/usr/bin/chromium";
  return await isFile(usual) ? usual : undefined;
}

/** Unpacks the browser where the tests will need the packed one and it is not there yet. */
export async function unpackBrowser(): Promise<void> {
  if (await installedBrowser()) return;
  const { archives, dir } = await packedPlace();
  if (!await isFile(`${dir}/complete`)) await unpack(archives, dir);
}

interface PackedBrowser {
  executablePath: string;
  env: Record<string, string>;
}

async function packedBrowser(): Promise<PackedBrowser> {
  await unpackBrowser();
  const { dir } = await packedPlace();
  return {
    executablePath: `${dir}/chromium`,
    env: {
      ...Deno.env.toObject(),
      FONTCONFIG_PATH: `${dir}/fonts`,
      LD_LIBRARY_PATH: `${dir}/al2023/lib`,
    },
  };
}

async function packedPlace(): Promise<{ archives: string; dir: string }> {
  if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") {
    throw new Error(
      `no browser is known for ${Deno.build.os} on ${Deno.build.arch}: set CHROMIUM_PATH to the ` +
        `program of an installed Chromium or Chrome`,
    );
  }
  const packages = dirname(dirname(new URL(import.meta.resolve("@sparticuz/chromium")).pathname));
  const { version } = JSON.parse(await Deno.readTextFile(`${packages}/package.json`));
  return { archives: `${packages}/bin`, dir: `${cache}-${version}` };
}

/** Unpacked beside its place and moved there, so that two test runs cannot see half of it. */
async function unpack(archives: string, dir: string): Promise<void> {
  await Deno.mkdir(dirname(dir), { recursive: true });
  const draft = await Deno.makeTempDir({ dir: dirname(dir) });
  const script = new URL("./unpack_chromium.ts", import.meta.url).pathname;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, archives],
    env: { TMPDIR: draft }, // the package unpacks into the temporary folder, wherever that is
  }).output();
  if (code !== 0) {
    throw new Error(`unpacking Chromium failed: ${new TextDecoder().decode(stderr)}`);
  }
  await placeFonts(draft, dir);
  await Deno.writeTextFile(`${draft}/complete`, "");
  await Deno.rename(draft, dir).catch(async (error) => {
    await Deno.remove(draft, { recursive: true });
    if (!await isFile(`${dir}/complete`)) throw error;
  });
}

/** The package's fonts.conf names a folder that exists on Lambda only. */
async function placeFonts(draft: string, dir: string): Promise<void> {
  const path = `${draft}/fonts/fonts.conf`;
  const text = await Deno.readTextFile(path);
  const here = text
    .replace(/<dir>[^<]*<\/dir>/g, `<dir>${dir}/fonts</dir>`)
    .replace(/<cachedir>[^<]*<\/cachedir>/g, `<cachedir>${dir}/fonts-cache</cachedir>`);
  await Deno.writeTextFile(path, here);
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((found) => found.isFile, () => false);
}
