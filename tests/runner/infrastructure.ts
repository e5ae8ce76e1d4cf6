/**
 * Postgres and the emulator for one test run: free ports, a folder of their own, settings that favour
 * speed where a test cannot tell (nothing outlives the run, so nothing is flushed to the disk).
 */
import { freePort } from "../../deploy/local/ports.ts";
import { processPlans } from "../../deploy/local/processes.ts";
import { databaseUrl, readSettings } from "../../deploy/local/settings.ts";
import { stackOf } from "../../deploy/local/stack.ts";
import { within } from "../harness/within.ts";
import { newDataFolder } from "./data_folder.ts";

export interface Infrastructure {
  /** What tests need to find it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

export async function startInfrastructure(): Promise<Infrastructure> {
  if (Deno.env.has("ROLLCALL_TEST_DATABASE_URL") && Deno.env.has("ROLLCALL_TEST_AWS_ENDPOINT")) {
    return { env: {}, stop: async () => {} };
  }
  const dir = await newDataFolder();
  const settings = readSettings(Deno.cwd(), {
    PATH: Deno.env.get("PATH") ?? "",
    DATA_DIR: dir,
    DATABASE_NAME: "rollcall_test",
    POSTGRES_PORT: String(freePort()),
    POSTGRES_OPTIONS: "fsync=off synchronous_commit=off full_page_writes=off max_connections=400",
    EMULATOR_PORT: String(freePort()),
    EMULATOR_DIR: "",
  });
  const plans = processPlans(settings).filter((plan) => plan.kind === "store");
  const said: string[] = [];
  const hopeless = Promise.withResolvers<never>();
  let ends = 0;
  const stack = stackOf(plans, settings, (event) => {
    if (event.kind === "line") said.push(event.line);
    if (event.kind !== "ended") return;
    console.error(`${event.name} ended: ${event.how}`);
    if (++ends === 4) hopeless.reject(new Error("it ends again and again"));
  });
  hopeless.promise.catch(() => {}); // after the start, whoever runs a test notices by it
  const stop = async () => {
    await stack.stop();
    await Deno.remove(dir, { recursive: true }).catch(() => {});
  };
  try {
    await within(60_000, Promise.race([stack.start(), hopeless.promise]));
  } catch (error) {
    await stop();
    throw new Error(`Postgres and the emulator did not start:\n${said.slice(-20).join("\n")}`, {
      cause: error,
    });
  }
  return {
    env: {
      ROLLCALL_TEST_DATABASE_URL: databaseUrl(settings, "owner", "postgres"),
      ROLLCALL_TEST_AWS_ENDPOINT: `http://127.0.0.1:${settings.variables.EMULATOR_PORT}`,
    },
    stop,
  };
}
