/**
 * Finds the tests and says which of them run side by side. Those in tests/ (but for the harness's
 * own) start whole stacks or a browser: two at once on a small machine would only time out.
 */
import { walk } from "./walk.ts";

export interface TestFiles {
  sideBySide: string[];
  oneByOne: string[];
}

/** @param paths files, or folders to look through, relative to the checkout */
export async function findTests(paths: string[]): Promise<TestFiles> {
  const files = new Set<string>();
  for (const path of paths) {
    for await (const file of walk(path.replace(/\/$/, ""))) {
      if (/_test\.tsx?$/.test(file)) files.add(file);
    }
  }
  const isHeavy = (file: string) => /^(\.\/)?tests\/(?!harness\/)/.test(file);
  const all = [...files].sort();
  return {
    sideBySide: all.filter((file) => !isHeavy(file)),
    oneByOne: all.filter(isHeavy),
  };
}
