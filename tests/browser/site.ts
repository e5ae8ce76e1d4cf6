/**
 * The product as a person meets it: the built web and the API on one origin, with the whole stack
 * behind it. Whoever runs the tests has built the web.
 */
import { webApp } from "../../deploy/containers/web.ts";
import { startStack, type TestStack } from "../harness/stack.ts";
import { steadyPort } from "../harness/steady_port.ts";
import { builtWeb } from "./built_web.ts";

export interface Site {
  url: string;
  /** of the database, for each login */
  databaseUrls: TestStack["databaseUrls"];
  close(): Promise<void>;
}

/**
 * @param variables further variables for the stack, such as MAX_UPLOAD_BYTES
 * @param stores "own" for a Postgres and an emulator of its own, where no test run has started them
 */
export async function startSite(
  variables: Record<string, string> = {},
  stores?: "own",
): Promise<Site> {
  const build = await builtWeb();
  const port = steadyPort();
  const url = `http://localhost:${port}`;
  const stack = await startStack({
    variables: { WEB_ORIGINS: url, ...variables },
    ...(stores && { stores }),
  });
  const server = Deno.serve(
    { port, hostname: "127.0.0.1", onListen() {} },
    webApp(stack.apiUrl, build).fetch,
  );
  return {
    url,
    databaseUrls: stack.databaseUrls,
    async close() {
      await server.shutdown();
      await stack.close();
    },
  };
}
