/** An API that takes files and then never gets on with them. */

export interface SlowServer {
  url: string;
  close(): Promise<void>;
}

export function startSlowServer(): SlowServer {
  const now = new Date().toISOString();
  const job = {
    ...{ id: crypto.randomUUID(), status: "PENDING", original_filename: "a.csv", size_bytes: 1 },
    ...{ total_rows: 0, valid_rows: 0, progress: 0, conflict_count: 0, open_issues: 0 },
    ...{ merged_rows: null, left_out_rows: null },
    ...{ issue_counts: {}, contact_count: null, warning_counts: {}, list_version: null },
    ...{ format: "csv", encoding: null, delimiter: null, header_row: null, sheet: null },
    ...{
      sheets: [],
      region: null,
      region_reason: null,
      fold_gmail: false,
      same_person: "first" as const,
      columns: [],
      mapping: {},
      error: null,
    },
    ...{ created_at: now, updated_at: now, delete_after: now, version: 1 },
  };
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
