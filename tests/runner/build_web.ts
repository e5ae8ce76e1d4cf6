/**
 * The one place that builds the web for tests: where a source is newer than the last build, and never
 * twice at once, whichever processes ask for it.
 */
import { walk } from "../walk.ts";
import { changedAt } from "./changed_at.ts";

const BUILT = "web/build/index.html";
const sources = [
  ...["web/src", "web/static", "web/messages", "web/project.inlang/settings.json", "contracts"],
  ...["web/ahead.ts", "web/build.ts", "web/catalogue.ts", "web/chunks.ts", "web/join_pages.ts"],
  ...["web/one_language.ts", "web/parts.ts", "web/plain_icons.ts"],
  ...["web/vite.config.ts", "web/vite.shells.config.ts"],
  ...["web/package.json", "web/tsconfig.json", "deno.lock"],
];

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
  for (const source of sources) {
    for await (const file of walk(source)) if (await changedAt(file) > built) return false;
  }
  return true;
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
