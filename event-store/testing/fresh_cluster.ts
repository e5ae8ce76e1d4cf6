/**
 * A second Postgres, made from nothing: what a restore meets. Its transaction ids start anew, as
 * those of every new cluster do. Test only.
 */
import { steadyPort } from "../../tests/harness/steady_port.ts";
import { processPlans } from "../../deploy/local/processes.ts";
import { checkoutRoot, databaseUrl, readSettings } from "../../deploy/local/settings.ts";
import { stackOf } from "../../deploy/local/stack.ts";
import { within } from "../../tests/harness/within.ts";

export interface FreshCluster {
  /** URL for the login of the services; the database is empty. */
  url: string;
  /** URL for the owner, who may migrate. */
  ownerUrl: string;
  stop(): Promise<void>;
}

/** @throws where it is not up within half a minute */
export async function startFreshCluster(): Promise<FreshCluster> {
  const dir = await Deno.makeTempDir({ prefix: "rollcall-restore-" });
  const settings = readSettings(checkoutRoot, {
    PATH: Deno.env.get("PATH") ?? "",
    DATA_DIR: dir,
    DATABASE_NAME: "restored",
    POSTGRES_PORT: String(steadyPort()),
    POSTGRES_OPTIONS: "fsync=off synchronous_commit=off full_page_writes=off",
  });
  const plans = processPlans(settings).filter((plan) => plan.name === "postgres");
  const stack = stackOf(plans, settings, () => {});
  const stop = async () => {
    await stack.stop();
    await Deno.remove(dir, { recursive: true });
  };
  try {
    await within(30_000, stack.start());
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: databaseUrl(settings, "service"),
    ownerUrl: databaseUrl(settings, "owner"),
    stop,
  };
}
