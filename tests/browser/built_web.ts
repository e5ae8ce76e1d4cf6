/** The built web, as the test run has made it before any test; tests never build it themselves. */
import { isBuilt } from "../runner/build_web.ts";

/** The folder of the built web. @throws where it is missing or older than its sources */
export async function builtWeb(): Promise<string> {
  if (await isBuilt()) return "web/build";
  throw new Error(
    `web/build is missing or older than its sources: run tests with "deno task test", which builds ` +
      `it before they start`,
  );
}
