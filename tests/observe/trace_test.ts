/** One upload is one trace, from the browser's call to the read models, and its figures are seen. */
import assert from "node:assert/strict";
import type { SeenSpan } from "../../deploy/local/observe/otlp.ts";
import { ApiClient } from "../api/client.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import type { Collector } from "../harness/otlp.ts";
import type { TestStack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";

/** Everybody in it is somebody, and says so on no line of any log. */
const FILE = `email,first name,last name,phone
quentin.vanterpool@zzyzx.example,Quentin,Vanterpool,+1 415 555 0173
qv@zzyzx.example,Philomena,Okonkwo-Ruiz,+49 30 901820
ludmila@@zzyzx,Ludmila,Hrabovska,
qv@zzyzx.example,Xiomara,Thistlethwaite,
`;
const PERSONAL =
  /quentin|vanterpool|zzyzx|philomena|okonkwo|ludmila|hrabovska|xiomara|thistle|5550173|555 0173|901820/i;
const took = ["gateway", "upload", "relay", "parsing", "dedupe", "review", "projection"];
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

Deno.test("one upload under observation", async (t) => {
  // It counts what is measured, from the beginning.
  const { stack, collector, giveBack } = await borrowStack("observed", { fresh: true });
  const client = await ApiClient.register(stack.apiUrl);
  const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
  const { status, body: job } = await client.upload(FILE, { headers });
  assert.equal(status, 201, JSON.stringify(job));
  assert.equal((await client.atRest(job.id)).status, "NEEDS_REVIEW");

  await t.step("its spans are one trace through every service that took part", async () => {
    const services = () => new Set(traced(collector).map(({ service }) => service));
    await until(
      "every service has a span in it",
      services,
      (seen) => took.every((name) => seen.has(`rollcall-${name}`)),
    );
  });

  await t.step("each step is the child of what caused it", async () => {
    await until("dedupe has a span", () => wayTo(collector, "dedupe ParsingCompleted").length > 0);
    assert.deepEqual(wayTo(collector, "dedupe ParsingCompleted"), [
      "gateway POST /jobs",
      "gateway POST",
      "upload POST /jobs",
      `relay publish ${stack.variables.SNS_TOPIC_NAME}`,
      `parsing process ${stack.variables.SQS_QUEUE_NAME}`,
      "parsing parsing JobCreated",
      `relay publish ${stack.variables.SNS_TOPIC_NAME}`,
      `dedupe process ${stack.variables.SQS_QUEUE_NAME!.replace(/-queue$/, "-dedupe-queue")}`,
      "dedupe dedupe ParsingCompleted",
    ]);
    assert.ok(traced(collector).some(({ name }) => /^project g\d/.test(name)));
  });

  await t.step("no poll goes on in the one before it", () => {
    const polls = collector.spans.filter(({ kind }) => kind === "client");
    const isPoll = ({ parentId }: SeenSpan) => polls.some(({ spanId }) => spanId === parentId);
    assert.ok(polls.length > 10);
    assert.deepEqual(polls.filter(isPoll), []);
  });

  await t.step("requests are measured by route, method and status", async () => {
    const of = { "http.route": "/jobs", "http.request.method": "POST" };
    const uploads = () =>
      collector.points("http.server.request.duration", of).filter(({ service, attributes }) =>
        service === "rollcall-upload" && attributes["http.response.status_code"] === "201"
      );
    await until("the upload is measured", uploads, (seen) => seen[0]?.count === 1);
    assert.equal(uploads()[0]?.unit, "s");
    const routes = collector.points("http.server.request.duration")
      .map(({ attributes }) => attributes["http.route"] ?? "");
    assert.deepEqual(routes.filter((route) => route.includes(job.id)), []);
  });

  await t.step("workers are measured: rows, batches, reactions, messages", async () => {
    const value = (name: string, of: Record<string, string>) => () =>
      collector.points(name, of).reduce((sum, point) => sum + (point.count ?? point.value), 0);
    for (
      const [name, of, expected] of [
        ["rollcall.batch.items", { "rollcall.batch.of": "rows" }, 4],
        ["rollcall.reaction.duration", { "rollcall.stage": "parsing" }, 1],
        ["rollcall.reaction.duration", { "rollcall.stage": "dedupe" }, 1],
      ] as const
    ) {
      await until(`${name} is ${expected}`, value(name, of), (seen) => seen === expected);
    }
    for (const items of ["events", "messages"]) {
      const seen = value("rollcall.batch.items", { "rollcall.batch.of": items });
      await until(`batches of ${items} are measured`, seen, (count) => count > 4);
    }
    const handled = value("messaging.process.duration", { "messaging.system": "aws_sqs" });
    await until("handled messages are measured", handled, (count) => count > 4);
  });

  await t.step("every line about it names its job, its request and its trace", async () => {
    const correlation = await correlationOf(stack, job.id);
    const lacking = () => took.filter((name) => !named(stack, name, correlation, job.id));
    await until("each has said it", lacking, (names) => names.length === 0);
    for (const name of ["parsing", "dedupe"]) {
      const lines = linesOf(stack, name).filter((line) => line.includes(job.id));
      assert.ok(lines.length > 0);
      for (const line of lines) {
        const said = JSON.parse(line);
        assert.deepEqual([said.correlation_id, said.trace_id], [correlation, TRACE], line);
      }
    }
  });

  await t.step("no line of any log holds anything of the people in the file", async () => {
    await finish(client, job.id);
    for (const name of [...took, "identity", "operations"]) {
      const lines = stack.output(name);
      assert.ok(lines.length > 0, `${name} said nothing`);
      for (const line of lines) assert.doesNotMatch(line, PERSONAL, name);
    }
    for (const { name, attributes } of collector.spans) {
      assert.doesNotMatch(JSON.stringify([name, attributes]), PERSONAL);
    }
  });

  giveBack();
});

const traced = ({ spans }: Collector) => spans.filter(({ traceId }) => traceId === TRACE);

/** Services and names of the spans from the trace's begin to the first of this name. */
function wayTo(collector: Collector, name: string): string[] {
  const way: string[] = [];
  let span = traced(collector).find((one) => one.name === name);
  while (span) {
    way.unshift(`${span.service.replace("rollcall-", "")} ${span.name}`);
    span = collector.spans.find(({ spanId }) => spanId === span!.parentId);
  }
  return way;
}

function linesOf(stack: TestStack, name: string): string[] {
  return stack.output(name).filter((line) => line.startsWith("{"));
}

/** The id of the request that opened the job, as the upload service says it. */
async function correlationOf(stack: TestStack, jobId: string): Promise<string> {
  const opened = () =>
    linesOf(stack, "upload").map((line) => JSON.parse(line)).find((line) =>
      line.message === "job opened" && line.job_id === jobId
    );
  const line = await until("the upload service says that the job is opened", opened);
  assert.equal(line.trace_id, TRACE);
  return line.correlation_id;
}

/** Whether a line of the service has the request and the trace, and one the job. */
function named(stack: TestStack, name: string, correlation: string, jobId: string): boolean {
  const lines = linesOf(stack, name);
  return lines.some((line) => line.includes(correlation) && line.includes(TRACE)) &&
    (name === "gateway" || lines.some((line) => line.includes(jobId)));
}

async function finish(client: ApiClient, jobId: string): Promise<void> {
  for (const issue of await client.issues(jobId, "status=OPEN")) {
    await client.post(`/issues/${issue.id}/resolve`, { action: "skip" });
  }
  const { status, body } = await client.post<{ version: number }>(`/jobs/${jobId}/finalize`);
  assert.equal(status, 200, JSON.stringify(body));
  await client.get(`/jobs/${jobId}/contacts?min_version=${body.version}`);
}
