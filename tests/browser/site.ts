/**
 * The product as a person meets it: the built web and the API on one origin, with the whole stack
 * behind it. The web is built anew where a source is newer than the last build.
 */
import { webApp } from "../../deploy/containers/web.ts";
import { freePort } from "../../deploy/local/ports.ts";
import { startStack } from "../harness/stack.ts";
import { walk } from "../walk.ts";

export interface Site {
  url: string;
  close(): Promise<void>;
}

/** @param variables further variables for the stack, such as MAX_UPLOAD_BYTES */
export async function startSite(variables: Record<string, string> = {}): Promise<Site> {
  await buildWeb();
  const port = freePort();
  const url = `http://localhost:${port}`;
  const stack = await startStack({ variables: { WEB_ORIGINS: url, ...variables } });
  const server = Deno.serve(
    { port, hostname: "127.0.0.1", onListen() {} },
    webApp(stack.apiUrl, build).fetch,
  );
  return {
    url,
    async close() {
      await server.shutdown();
      await stack.close();
    },
  };
}

const build = "web/build";

export async function buildWeb(): Promise<void> {
  const built = await changedAt(`${build}/index.html`);
  const sources = [
    "web/vite.config.ts",
    "web/package.json",
    ...await filesBelow("web/src"),
    ...await filesBelow("contracts"),
  ];
  const newest = Math.max(...await Promise.all(sources.map(changedAt)));
  if (built > newest) return;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--cwd=web", "build"],
  }).output();
  if (code === 0) return;
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
  throw new Error(`building the web failed:\n${said}`);
}

async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of walk(folder)) files.push(file);
  return files;
}

async function changedAt(path: string): Promise<number> {
  const found = await Deno.stat(path).catch(() => null);
  return found?.mtime?.getTime() ?? 0;
}
