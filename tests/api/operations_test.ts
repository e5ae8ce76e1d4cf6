/** What an operator sees of a running system, over the API and as metrics. */
import assert from "node:assert/strict";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { Operations, Trends } from "@rollcall/contracts/api";
import { ensureTopology, openBus } from "@rollcall/platform/bus/mod.ts";
import { borrowStack } from "../harness/kept_stack.ts";
import { adminCommand, makeOperator } from "../harness/operator.ts";
import type { Collector } from "../harness/otlp.ts";
import type { TestStack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { ApiClient, assertProblem } from "./client.ts";

const FILE = "email,first name,last name\nann@example.com,Ann,Lee\n";

Deno.test("an operator sees what is behind and what was set aside", async (t) => {
  const { stack, collector, giveBack } = await borrowStack("observed");
  const operator = await ApiClient.register(stack.apiUrl);
  await makeOperator(stack, operator.userId);
  await operator.renew();
  const figures = figuresOf(operator);
  const person = await ApiClient.register(stack.apiUrl);

  await t.step("the command says who it is about, and refuses what there is not", async () => {
    const list = await adminCommand(stack, "list");
    assert.ok(list.code === 0 && list.said.includes(operator.userId), list.said);
    for (const [args, code] of [[["grant", "ann@example.com"], 1], [["grant"], 2], [[], 2]]) {
      assert.equal((await adminCommand(stack, ...args as string[])).code, code);
    }
  });

  await t.step("nobody else does", async () => {
    assertProblem(await person.call("/operations"), 403, "ROLE_MISSING");
    const response = await fetch(`${stack.apiUrl}/operations`);
    assert.equal((await response.json()).status, 401);
  });

  await t.step("after a job everybody is at the head of the log, and one relay leads", async () => {
    assert.equal((await person.import(FILE)).status, "COMPLETED");
    const now = await until(
      "the figures fit",
      figures,
      ({ log, relay, consumers }) =>
        log.head > 0 && relay.leader && relay.lag_events === 0 &&
        consumers.every((consumer) => consumer.lag_events === 0),
    );
    assert.ok(now.bus_answers);
    assert.equal(now.relay.position, now.log.head);
    assert.deepEqual(now.consumers.map(({ parked }) => parked), [0, 0, 0, 0]);
    const live = now.projection.generations.find(({ state }) => state === "live");
    assert.equal(live?.generation, now.projection.live_generation);
    assert.equal(live?.position, now.log.head);
  });

  await t.step("the metrics say the same, under the conventions' units", async () => {
    const head = (await figures()).log.head;
    await until(
      "the metric fits",
      gauge(collector, "rollcall.log.head"),
      (point) => point?.value === head,
    );
    const age = { "messaging.consumer.group.name": "projection" };
    const point = collector.gauge("rollcall.consumer.oldest_pending.age", age);
    assert.deepEqual([point?.unit, point?.service], ["s", "rollcall-operations"]);
    assert.equal(collector.gauge("rollcall.relay.lag")?.unit, "{event}");
    assert.equal(collector.gauge("rollcall.relay.leaders")?.value, 1);
  });

  await t.step("while the relay stands still its lag and the age of it grow", async () => {
    signal(stack, "relay", "SIGSTOP");
    try {
      await person.upload(FILE);
      const lag = await until("the figures fit", figures, ({ relay }) => relay.lag_events > 1);
      const later = await until(
        "the figures fit",
        figures,
        ({ relay }) =>
          relay.oldest_unpublished_seconds! > lag.relay.oldest_unpublished_seconds! + 1,
      );
      assert.equal(later.relay.position, lag.relay.position);
      await until(
        "the metric fits",
        gauge(collector, "rollcall.relay.lag"),
        (point) => point!.value > 1,
      );
      await until(
        "the metric fits",
        gauge(collector, "rollcall.relay.oldest_unpublished.age"),
        (point) => point!.value > 1,
      );
      await until("the figures fit", figures, ({ relay }) => relay.leader === null);
    } finally {
      signal(stack, "relay", "SIGCONT");
    }
    await until(
      "the figures fit",
      figures,
      ({ relay }) => relay.lag_events === 0 && relay.leader !== null,
    );
    await until(
      "the metric fits",
      gauge(collector, "rollcall.relay.lag"),
      (point) => point!.value === 0,
    );
  });

  await t.step(
    "a message that nobody can read goes to the dead-letter queue, and is seen",
    async () => {
      await sendToParser(stack, "no message of ours");
      const { consumers } = await until(
        "the figures fit",
        figures,
        ({ consumers }) => consumers[0]!.parked === 1,
      );
      assert.deepEqual(consumers.map(({ name, parked }) => [name, parked]), [
        ["parsing", 1],
        ["dedupe", 0],
        ["review", 0],
        ["projection", 0],
      ]);
      const of = { "messaging.consumer.group.name": "parsing" };
      await until(
        "the metric fits",
        gauge(collector, "rollcall.queue.parked", of),
        (point) => point?.value === 1,
      );
    },
  );

  await t.step("the operator sends it on again, and sees the last minutes", async () => {
    assertProblem(await person.post("/operations/redrive", {}), 403, "ROLE_MISSING");
    const sent = await operator.post("/operations/redrive", {});
    assert.deepEqual(sent.body, { ok: true, jobs: 0, messages: 1 });
    const nowhere = { job_id: "0198c0de-0000-7000-8000-0000000000aa" };
    assertProblem(await operator.post("/operations/redrive", nowhere), 409, "NOT_SET_ASIDE");
    assert.deepEqual(await operator.get("/operations/failed-jobs"), []);
    const { points } = Trends.parse(await operator.get("/operations/trends"));
    assert.ok(points.length > 0 && points.at(-1)!.head > 0);
  });

  giveBack();
});

function figuresOf(admin: ApiClient): () => Promise<Operations> {
  return async () => Operations.parse(await admin.get("/operations"));
}

const gauge = (collector: Collector, name: string, attributes?: Record<string, string>) => () =>
  Promise.resolve(collector.gauge(name, attributes));

/** Unlike a kill it is not noticed: the process is neither ended nor started again. */
function signal(stack: TestStack, name: string, what: Deno.Signal): void {
  Deno.kill(stack.pid(name)!, what);
}

async function sendToParser(stack: TestStack, MessageBody: string): Promise<void> {
  const { SNS_TOPIC_NAME = "", SQS_QUEUE_NAME = "" } = stack.variables;
  const config = {
    AWS_ENDPOINT_URL: stack.awsEndpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    SNS_TOPIC_NAME,
    SQS_QUEUE_NAME,
  };
  const bus = openBus(config);
  const { queues } = await ensureTopology(bus, config);
  await bus.sqs.send(new SendMessageCommand({ QueueUrl: queues.parsing.url, MessageBody }));
  bus.close();
}
