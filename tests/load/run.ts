/**
 * `make load`: k6 against a stack of its own, or against BASE_URL. k6 is the one on PATH, else it is
 * built once from the Go module proxy, into .data/tools. What it found lies in .data/load: a summary
 * as JSON, and k6's own report as HTML.
 *
 *     make load                              the form "load", two minutes
 *     make load ARGS="stress"                smoke, load, clients, stress, spike or soak
 *     BASE_URL=https://… make load ARGS=smoke
 */
import { resolve } from "node:path";
import { services } from "@rollcall/platform/manifest.ts";
import { startStack } from "../harness/stack.ts";

const K6 = "go.k6.io/k6@v1.8.1";
const form = Deno.args[0] ?? "load";
const tools = resolve(".data/tools"), results = resolve(".data/load");

const restartable: Record<string, number> = Object.fromEntries(
  services.map((row) => [row.name, 0]),
);

const k6 = await findK6();
await Deno.mkdir(results, { recursive: true });
const stack = Deno.env.get("BASE_URL") ? undefined : await startStack({ stores: "own" });
const baseUrl = Deno.env.get("BASE_URL") ?? stack!.apiUrl;
console.log(`${form} on ${baseUrl}`);
const report = `${results}/${form}.html`;
const child = new Deno.Command(k6, {
  args: ["run", "--quiet", "tests/load/main.js"],
  env: {
    FORM: form,
    BASE_URL: baseUrl,
    SUMMARY: `${results}/${form}.json`,
    K6_NO_USAGE_REPORT: "true",
    K6_WEB_DASHBOARD: "true",
    K6_WEB_DASHBOARD_PORT: "-1",
    K6_WEB_DASHBOARD_EXPORT: report,
  },
}).spawn();
const { code } = await child.status;
if (stack) {
  for (const name of Object.keys(restartable)) restartable[name] = stack.restarts(name);
  const ended = Object.entries(restartable).filter(([, times]) => times > 0);
  console.log(
    ended.length
      ? `ended under the load: ${ended.map(([name, times]) => `${name} ${times} times`).join(", ")}`
      : "no service ended under the load",
  );
}
console.log(`report: ${report}`);
await stack?.close();
Deno.exit(code);

async function findK6(): Promise<string> {
  const own = `${tools}/k6`;
  for (const candidate of ["k6", own]) if (await runs(candidate)) return candidate;
  console.log(`building ${K6} from the Go module proxy, once; this takes some minutes …`);
  if (await built()) return own;
  console.error("k6 cannot be built: install Go 1.24 or newer, or k6 itself, and try again.");
  Deno.exit(2);
}

async function runs(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["version"], stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

async function built(): Promise<boolean> {
  try {
    const env = { GOBIN: tools, GOFLAGS: "-trimpath" };
    return (await new Deno.Command("go", { args: ["install", K6], env }).spawn().status).success;
  } catch {
    return false;
  }
}
