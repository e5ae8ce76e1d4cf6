/** An API that takes files and then never gets on with them. */
import { pendingJob } from "../../contracts/api/story.ts";

export interface SlowServer {
  url: string;
  close(): Promise<void>;
}

export function startSlowServer(): SlowServer {
  const job = { ...pendingJob, id: crypto.randomUUID() };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    await request.body?.pipeTo(new WritableStream());
    if (request.method === "POST") return Response.json(job, { status: 201 });
    const event = `event: job\ndata: ${JSON.stringify(job)}\n\n`;
    return new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(event));
        },
      }),
    );
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    close: () => server.shutdown(),
  };
}
