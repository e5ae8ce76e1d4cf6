/**
 * Finds the tests and says which of them are heavy. Those in tests/ start whole stacks or a browser,
 * of which many at once would only time out on a small machine; the harness's own and the checks of
 * the architecture are as light as all the others.
 */
import { walk } from "./walk.ts";

export interface TestFiles {
  sideBySide: string[];
  heavy: string[];
}

/** @param paths files, or folders to look through, relative to the checkout */
export async function findTests(paths: string[]): Promise<TestFiles> {
  const files = new Set<string>();
  for (const path of paths) {
    for await (const file of walk(path.replace(/\/$/, ""))) {
      // deploy/aws is a workspace of its own: `deno task synth` runs its tests.
      if (/_test\.tsx?$/.test(file) && !file.startsWith("deploy/aws/")) files.add(file);
    }
  }
  const isHeavy = (file: string) => /^(\.\/)?tests\/(?!harness\/|architecture\/)/.test(file);
  const all = [...files].sort();
  return {
    sideBySide: all.filter((file) => !isHeavy(file)),
    heavy: all.filter(isHeavy),
  };
}
