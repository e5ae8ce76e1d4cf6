/**
 * Finds the tests and says which of them are heavy. Those in tests/ start whole stacks or a browser,
 * of which many at once would only time out on a small machine; the harness's own, the
 * runner's and the checks of the architecture are as light as all the others.
 */
import { walk } from "../walk.ts";

export interface TestFiles {
  light: string[];
  heavy: string[];
}

/** @param paths files, or folders to look through, relative to the checkout */
export async function findTests(paths: string[]): Promise<TestFiles> {
  const files = new Set<string>();
  for (const path of paths) {
    for await (const file of walk(path.replace(/\/$/, ""))) {
      // deploy/aws is a workspace of its own: `deno task synth` runs its tests.
      const isTest = /_test\.tsx?$/.test(file) && !file.startsWith("deploy/aws/");
      if (isTest || file === path) files.add(file);
    }
  }
  const all = [...files].sort();
  return {
    light: all.filter((file) => !isHeavy(file)).sort((a, b) => rank(a) - rank(b)),
    heavy: all.filter(isHeavy).sort((a, b) => rank(a) - rank(b)),
  };
}

const isHeavy = (file: string) => /^(\.\/)?tests\/(?!harness\/|runner\/|architecture\/)/.test(file);

/** Those that take longest begin first, so that none of them is waited for at the end. */
const longest = [
  "tests/browser/web_test.ts",
  "tests/api/crash_test.ts",
  "tests/observe/shutdown_test.ts",
  "tests/api/outage_test.ts",
  "tests/oracle/any_schedule_test.ts",
  "tests/chaos/chaos_test.ts",
  "tests/local/dev_test.ts",
  "services/upload/slow_client_test.ts",
  "services/projection/memory_test.ts",
];

function rank(file: string): number {
  const place = longest.indexOf(file.replace(/^\.\//, ""));
  return place < 0 ? longest.length : place;
}
