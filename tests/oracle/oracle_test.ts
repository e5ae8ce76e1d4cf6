/**
 * The oracle agrees with the running stack where nothing goes wrong: on the sample file and on random
 * files with random decisions. Only then may it judge runs in which things do go wrong.
 */
import assert from "node:assert/strict";
import type { Job } from "@rollcall/contracts/api";
import { ApiClient } from "../api/client.ts";
import { sharedStack } from "../harness/shared_stack.ts";
import { allPages, outcomeOf, type Reader } from "./api_outcome.ts";
import { ExpectedJob } from "./expected_job.ts";
import { formOf, type UploadedFile } from "./uploaded_file.ts";
import { Random } from "./random.ts";
import { randomFile } from "./random_file.ts";
import { randomSteps, type TakenStep } from "./random_steps.ts";
import { type Step, toRequest } from "./steps.ts";

const SEED = Number(Deno.env.get("ORACLE_SEED") ?? Math.floor(Math.random() * 1e9));
const FILES = Number(Deno.env.get("ORACLE_FILES") ?? 12);

Deno.test("the oracle tells what the stack ends at (promises 4 and 5)", async (t) => {
  const stack = sharedStack();
  await t.step("for the sample file, each issue resolved by rule", async () => {
    const bytes = await Deno.readFile("deploy/local/sample-contacts.csv");
    await agree(
      await ApiClient.register(stack.apiUrl),
      { name: "sample-contacts.csv", bytes, asked: PLAINLY },
      (job) => BY_RULE.map((step) => ({ step, answer: job.take(step) })),
    );
  });
  await t.step(`for ${FILES} random files, ORACLE_SEED=${SEED}`, async () => {
    const random = new Random(SEED);
    const files = Array.from({ length: FILES }, (_, i) => {
      const kind = (["issues", "issues", "clean", "unreadable"] as const)[i % 4]!;
      const rows = i % 8 === 0 ? random.int(501, 1_600) : random.int(1, 60);
      return { file: randomFile(random, { kind, rows }), choices: random.fork() };
    });
    // Fewer at once than the upload service has room for.
    const lanes = Array.from({ length: 4 }, async () => {
      const person = await ApiClient.register(stack.apiUrl);
      for (let next; (next = files.pop());) {
        const { file, choices } = next;
        await agree(person, file, (job) => randomSteps(choices, job));
      }
    });
    await Promise.all(lanes);
  });
});

const PLAINLY = { region: null, foldGmail: false, samePerson: "first" } as const;

const RULES = [
  ["DUPLICATE_EMAIL", "most_complete"],
  ["MISSING_EMAIL", "skip"],
  ["EMAIL_TYPO", "take_suggestion"],
  ["INVALID_EMAIL_FORMAT", "take_suggestion"],
  ["EMAIL_TYPO", "keep"],
  ["INVALID_EMAIL_FORMAT", "skip"],
  ["MISSING_FIRST_NAME", "keep"],
  ["MISSING_LAST_NAME", "keep"],
  ["DUPLICATE_EMAIL", "first"],
] as const;

const BY_RULE: Step[] = [
  ...RULES.map(([type, rule], batch) => ({ do: "resolve by rule", type, rule, batch }) as const),
  { do: "finalize" },
];

/** Takes the same steps on the oracle and over the API, and compares the two. */
async function agree(
  person: ApiClient,
  file: UploadedFile,
  stepsOn: (job: ExpectedJob) => TakenStep[],
): Promise<void> {
  const expected = await ExpectedJob.of(file);
  const steps = stepsOn(expected);
  const { status, body } = await person.upload(file.bytes, { ...file, form: formOf(file) });
  assert.equal(status, 201, JSON.stringify(body));
  await person.until(body.id, ({ status }) => status === expected.restsAs);
  let version = 0;
  for (const { step, answer } of steps) {
    const { method, path, body: json } = await toRequest(readerOf(person), body.id, step, version);
    const got = await person.call<{ code?: string; version?: number }>(path, {
      method,
      ...(json !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(json),
      }),
    });
    const { code } = got.body;
    const seen = got.status === 200 ? { status: 200 } : { status: got.status, code };
    assert.deepEqual(seen, answer, `${file.name}: ${JSON.stringify(step)}`);
    version = got.body.version ?? version;
  }
  if (expected.isDeleted) {
    const gone = await person.call(`/jobs/${body.id}?min_version=${version}`);
    assert.equal(gone.status, 404, file.name);
    return;
  }
  await person.get<Job>(`/jobs/${body.id}?min_version=${version}`);
  assert.deepEqual(await outcomeOf(readerOf(person), body.id), expected.outcome(), file.name);
}

function readerOf(person: ApiClient): Reader {
  return {
    one: (path) => person.get(path),
    all: (path) =>
      allPages(async (path) => {
        const { status, headers, body } = await person.call<never[]>(path);
        assert.equal(status, 200, path);
        return { headers, body };
      }, path),
  };
}
