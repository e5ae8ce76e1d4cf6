/**
 * The main job without a browser, as `make demo` runs it against a stack: registers an account,
 * uploads a file with every kind of issue, follows it through the pipeline, resolves the issues by
 * rule, and saves the clean list.
 *
 *     deno run -A cli/demo.ts http://localhost:8000 contacts.csv clean.csv
 */
import { valueAt } from "@rollcall/contracts/by-key";
import { follow } from "./follow.ts";
import { type ClientAccount, openAccount } from "./new_account.ts";

/** The rule that the demo applies to each type of issue. */
const rules = {
  DUPLICATE_EMAIL: "most_complete",
  MISSING_EMAIL: "skip",
  INVALID_EMAIL_FORMAT: "skip",
  MISSING_FIRST_NAME: "keep",
  MISSING_LAST_NAME: "keep",
} as const;

const [url, source, target] = Deno.args;
if (!url || !source || !target) {
  fail("Say where the API is, which file to upload, and where to write the clean list.");
}
try {
  await demo(await openAccount(url), source, target);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

async function demo(
  { user, api, upload }: ClientAccount,
  source: string,
  target: string,
): Promise<void> {
  done(`account ${user.email}`);
  const name = source.split("/").at(-1)!;
  const file = new File([await Deno.readFile(source)], name, { type: "text/csv" });
  const started = Date.now();
  const { id } = await upload(file);
  done(`uploaded ${name} (${file.size} bytes)`);
  console.log(`  job ${id}`);

  const job = await follow(api, id, (job) => {
    const progress = `${Math.round(job.progress * 100)} %`.padStart(5);
    console.log(`  ${job.status.padEnd(12)} ${progress}  ${job.total_rows} rows`);
  });
  if (job.status === "FAILED") throw new Error(`the job failed: ${job.error?.message}`);
  done(`read and checked in ${Date.now() - started} ms: ${job.conflict_count} issues`);
  for (const [type, { open }] of Object.entries(job.issue_counts)) {
    console.log(`  ${String(open).padStart(4)} ${type}`);
  }

  for (const issue of await api.issues(id, { status: "OPEN" }, 5)) {
    const rows = issue.payload.candidates.map((candidate) =>
      `row ${candidate.row_number} (${valueAt(candidate.data, "first_name")} ${
        valueAt(candidate.data, "last_name")
      })`
    );
    console.log(`  e.g. ${issue.type} ${issue.key}: ${rows.join(" or ")}`);
  }
  for (const [type, rule] of Object.entries(rules)) {
    const { resolved } = await api.resolve(id, type, rule);
    done(`resolved ${resolved} ${type} by the rule ${rule}`);
  }

  const list = await api.finalize(id);
  const query = { min_version: String(list.version) };
  await Deno.writeTextFile(target, await (await api.download(id, "contacts.csv", query)).text());
  done(`${list.contact_count} clean contacts in ${target}`);
}

function done(what: string): void {
  console.log(`%c✓ ${what}`, "color: green");
}

function fail(why: string): never {
  console.log(`%c✗ ${why}`, "color: red");
  Deno.exit(1);
}
