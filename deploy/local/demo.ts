/**
 * `make demo`: the main job without a browser, against the running stack (or one that it starts and
 * stops): registers an account, uploads a file with every kind of issue, follows it through the
 * pipeline, resolves the issues by rule, and saves the clean list.
 */
import { valueAt } from "@rollcall/contracts";
import { follow } from "../../cli/follow.ts";
import { type Account, openAccount } from "./demo_client.ts";
import { printer, printEvent } from "./status_table.ts";
import { localStack } from "./local_stack.ts";
import { apiOrigin, processPlans } from "./processes.ts";
import { sampleContacts } from "./sample.ts";
import { withSecrets } from "./secrets.ts";
import { checkoutRoot, readSettings } from "./settings.ts";

const out = printer(Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR"));
const settings = readSettings(
  checkoutRoot,
  await withSecrets(checkoutRoot, Deno.env.toObject()),
);
const url = apiOrigin(settings);

/** The rule that the demo applies to each type of issue. */
const rules = {
  DUPLICATE_EMAIL: "most_complete",
  MISSING_EMAIL: "skip",
  INVALID_EMAIL_FORMAT: "skip",
  MISSING_FIRST_NAME: "keep",
  MISSING_LAST_NAME: "keep",
} as const;

const stop = await isUp() ? async () => {} : await startStack();
let code = 0;
try {
  await demo(await openAccount(url));
} catch (error) {
  out.problem(error instanceof Error ? error.message : String(error));
  code = 1;
} finally {
  await stop();
}
Deno.exit(code);

async function demo({ user, api, upload }: Account): Promise<void> {
  out.good(`account ${user.email}`);
  const path = new URL("./sample-contacts.csv", import.meta.url);
  const file = new File([await Deno.readFile(path)], "sample-contacts.csv", { type: "text/csv" });
  const started = Date.now();
  const { id } = await upload(file);
  out.good(`uploaded ${file.name} (${file.size} bytes, ${sampleContacts().counts.rows} rows)`);
  out.line(`  job ${id}`);

  const job = await follow(api, id, (job) => {
    const progress = `${Math.round(job.progress * 100)} %`.padStart(5);
    out.line(`  ${job.status.padEnd(12)} ${progress}  ${job.total_rows} rows`);
  });
  if (job.status === "FAILED") throw new Error(`the job failed: ${job.error?.message}`);
  out.good(`read and checked in ${Date.now() - started} ms: ${job.conflict_count} issues`);
  for (const [type, { open }] of Object.entries(job.issue_counts)) {
    out.line(`  ${String(open).padStart(4)} ${type}`);
  }

  for (const issue of await api.issues(id, { status: "OPEN" }, 5)) {
    const rows = issue.payload.candidates.map((candidate) =>
      `row ${candidate.row_number} (${valueAt(candidate.data, "first_name")} ${
        valueAt(candidate.data, "last_name")
      })`
    );
    out.line(`  e.g. ${issue.type} ${issue.key}: ${rows.join(" or ")}`);
  }
  for (const [type, rule] of Object.entries(rules)) {
    const { resolved } = await api.resolve(id, type, rule);
    out.good(`resolved ${resolved} ${type} by the rule ${rule}`);
  }

  const done = await api.finalize(id);
  const target = `${settings.dataDir}/demo-contacts.csv`;
  const query = { min_version: String(done.version) };
  const csv = await (await api.download(id, "contacts.csv", query)).text();
  await Deno.mkdir(settings.dataDir, { recursive: true });
  await Deno.writeTextFile(target, csv);
  out.good(`${done.contact_count} clean contacts in ${target}`);
}

async function isUp(): Promise<boolean> {
  return await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000) })
    .then((response) => response.body?.cancel().then(() => response.ok) ?? response.ok)
    .catch(() => false);
}

/** Everything but the web, which the demo does not need. */
async function startStack(): Promise<() => Promise<void>> {
  const plans = processPlans(settings).filter((plan) => plan.kind !== "web");
  const stack = await localStack(plans, settings, (event) => {
    if (event.kind !== "line") printEvent(out, event);
    if (event.kind === "gave up") Deno.exit(1);
  });
  if (!stack.ok) {
    out.problem(stack.problem);
    Deno.exit(1);
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => stack.stop().then(() => Deno.exit(130)));
  }
  out.line(`nothing answers at ${url}: starting the stack, to be ended again after the demo`);
  await stack.start();
  return stack.stop;
}
