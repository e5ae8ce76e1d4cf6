import assert from "node:assert/strict";
import type { Job } from "@rollcall/contracts/api";
import { pendingJob } from "../contracts/api/story.ts";
import { Api } from "./api.ts";
import { Failure } from "./exit_codes.ts";
import { follow } from "./follow.ts";

const ID = "0198c0de-0000-7000-8000-000000000001";

const job = (status: Job["status"]): Job => ({ ...pendingJob, id: ID, status });

const event = (status: Job["status"]) => `event: job\ndata: ${JSON.stringify(job(status))}\n\n`;

/** A server that answers the live view and then each question in turn. */
async function against(
  stream: () => Response,
  answers: (() => Response)[],
  work: (api: Api, asked: () => number) => Promise<void>,
): Promise<void> {
  let asked = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    if (new URL(request.url).pathname.endsWith("/stream")) return stream();
    return answers[Math.min(asked++, answers.length - 1)]!();
  });
  try {
    await work(new Api(`http://127.0.0.1:${server.addr.port}`, "t"), () => asked);
  } finally {
    await server.shutdown();
  }
}

const live = (...said: string[]) => () =>
  new Response(ReadableStream.from(said.map((text) => new TextEncoder().encode(text))));
const says = (status: Job["status"]) => () => Response.json(job(status));
const problem = (status: number) => () =>
  Response.json({ type: "about:blank", title: "No", status, detail: `It says ${status}.` }, {
    status,
  });

Deno.test("follow: the live view alone, cut into any pieces", async () => {
  const text = `: ping\n\n${event("PENDING")}${event("PROCESSING")}${event("NEEDS_REVIEW")}`;
  await against(live(...text.match(/[\s\S]{1,50}/g)!), [problem(404)], async (api, asked) => {
    const seen: string[] = [];
    const { status } = await follow(api, ID, (job) => seen.push(job.status));
    assert.equal(status, "NEEDS_REVIEW");
    assert.deepEqual([seen, asked()], [["PENDING", "PROCESSING", "NEEDS_REVIEW"], 0]);
  });
});

Deno.test("follow: polls if the live stream ends early, and through a server outage", async () => {
  const answers = [says("PROCESSING"), problem(500), says("COMPLETED")];
  await against(live(event("PENDING")), answers, async (api, asked) => {
    const { status } = await follow(api, ID, () => {}, 1);
    assert.deepEqual([status, asked()], ["COMPLETED", 3]);
  });
});

Deno.test("follow: polls if there is no live stream", async () => {
  await against(problem(500), [says("FAILED")], async (api) => {
    assert.equal((await follow(api, ID, () => {}, 1)).status, "FAILED");
  });
});

Deno.test("follow: what is refused is not asked for again", async () => {
  await against(problem(404), [says("COMPLETED")], async (api, asked) => {
    await assert.rejects(follow(api, ID, () => {}, 1), (error) => {
      assert.ok(error instanceof Failure);
      assert.deepEqual([error.exitCode, error.message], [1, "It says 404."]);
      return true;
    });
    assert.equal(asked(), 0);
  });
});

Deno.test("follow: its time is bounded by the signal", async () => {
  await against(problem(500), [says("PROCESSING")], async (api) => {
    const late = new Api(api.url, "t", AbortSignal.timeout(50));
    await assert.rejects(follow(late, ID, () => {}, 5), { name: "TimeoutError" });
  });
});
