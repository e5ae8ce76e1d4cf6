/**
 * The one place that builds the web for tests: where a source is newer than the last build, and never
 * twice at once, whichever processes ask for it.
 */
import { walk } from "../walk.ts";
import { changedAt } from "./changed_at.ts";

const BUILT = "web/build/index.html";
const FOLDERS = ["web/src", "web/static", "web/messages", "contracts"];
const FILES = ["web/project.inlang/settings.json", "deno.lock"];
/** Of the web's own folder: what builds it, and with what settings. */
const BUILDS = /(?<!_test)\.ts$|^(?:package|tsconfig)\.json$/;

export interface BuildOptions {
  /** Where the lock is; held while one builds, so that another waits and finds it built. */
  lock?: string;
  isFresh?: () => Promise<boolean>;
  build?: () => Promise<void>;
}

/** @throws where the build fails, with what it said */
export async function buildWeb(
  { lock = ".data/web-build.lock", isFresh = isBuilt, build = runBuild }: BuildOptions = {},
): Promise<void> {
  if (await isFresh()) return;
  await Deno.mkdir(lock.slice(0, lock.lastIndexOf("/")), { recursive: true });
  // The system lets go of the lock when its holder dies.
  using file = await Deno.open(lock, { create: true, write: true });
  await file.lock(true);
  if (!await isFresh()) await build();
}

/** Whether the web is built from the sources as they are. */
export async function isBuilt(): Promise<boolean> {
  const built = await changedAt(BUILT);
  if (built === 0) return false;
  for await (const file of sources()) if (await changedAt(file) > built) return false;
  return true;
}

async function* sources(): AsyncGenerator<string> {
  for (const folder of FOLDERS) yield* walk(folder);
  yield* FILES;
  for await (const { name, isFile } of Deno.readDir("web")) {
    if (isFile && BUILDS.test(name)) yield `web/${name}`;
  }
}

async function runBuild(): Promise<void> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--cwd=web", "build"],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  if (code === 0) return;
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
  throw new Error(`building the web failed:\n${said}`);
}

if (import.meta.main) await buildWeb();
