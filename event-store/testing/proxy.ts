/**
 * A TCP proxy in front of Postgres that cuts connections on demand: all of them now, or one right
 * after the server has executed a command and before the client gets the reply. Test only.
 */
export interface Proxy {
  /** The database's URL through the proxy. */
  url: string;
  /** Cuts every connection that is open now. */
  cutAll(): void;
  /** Withholds the reply to the next command with this tag, such as COMMIT, and cuts. */
  cutBeforeReply(tag: string): void;
  /** From now on nothing passes and no connection is closed, as if a cable was pulled. */
  freeze(): void;
  /** Stops listening, as if the server was down. */
  refuse(): void;
  close(): Promise<void>;
}

interface Link {
  client: Deno.TcpConn;
  server: Deno.TcpConn;
  /** server output that was not forwarded yet */
  held: Uint8Array<ArrayBuffer>;
}

export function startProxy(databaseUrl: string): Proxy {
  const target = new URL(databaseUrl);
  const links = new Set<Link>();
  let awaitedTag: string | undefined, frozen = false;
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });

  const cut = (link: Link) => {
    if (!links.delete(link)) return;
    for (const side of [link.client, link.server]) {
      try {
        side.close();
      } catch { /* it is closed already */ }
    }
  };

  async function pump(link: Link, from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(64 << 10);
    try {
      for (let read; (read = await from.read(buffer)) !== null;) {
        if (frozen) continue;
        const chunk = buffer.slice(0, read);
        const passed = from === link.server ? filter(link, chunk) : chunk;
        if (!passed) return cut(link);
        for (let at = 0; at < passed.length;) at += await to.write(passed.subarray(at));
      }
    } catch { /* one side was cut while the other was read */ }
    cut(link);
  }

  /** What may pass to the client; null where the awaited command is done: the link is to be cut. */
  function filter(link: Link, chunk: Uint8Array<ArrayBuffer>): Uint8Array | null {
    if (awaitedTag === undefined) return chunk;
    const held = new Uint8Array([...link.held, ...chunk]);
    link.held = held;
    const frames = framesOf(held);
    if (!frames) return new Uint8Array();
    if (frames.some((f) => f.type === "C" && f.text.startsWith(awaitedTag!))) {
      // Only with ReadyForQuery is the command's transaction over.
      if (frames.at(-1)!.type !== "Z") return new Uint8Array();
      awaitedTag = undefined;
      return null;
    }
    link.held = new Uint8Array();
    return held;
  }

  const accepting = (async () => {
    for await (const client of listener) {
      const server = await Deno.connect({
        hostname: target.hostname,
        port: Number(target.port),
      });
      const link = { client, server, held: new Uint8Array() };
      links.add(link);
      pump(link, client, server);
      pump(link, server, client);
    }
  })();

  const url = new URL(databaseUrl);
  url.port = String((listener.addr as Deno.NetAddr).port);
  return {
    url: url.href,
    cutAll: () => [...links].forEach(cut),
    cutBeforeReply: (tag) => awaitedTag = tag,
    freeze: () => frozen = true,
    refuse: () => listener.close(),
    async close() {
      try {
        listener.close();
      } catch { /* it refuses already */ }
      [...links].forEach(cut);
      await accepting;
    },
  };
}

/** The messages of the server in `bytes`; undefined where the last is not complete. */
function framesOf(bytes: Uint8Array<ArrayBuffer>): { type: string; text: string }[] | undefined {
  const view = new DataView(bytes.buffer), frames: { type: string; text: string }[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + 5 > bytes.length) return undefined;
    const next = at + 1 + view.getInt32(at + 1);
    if (next > bytes.length) return undefined;
    const text = new TextDecoder().decode(bytes.subarray(at + 5, next));
    frames.push({ type: String.fromCharCode(bytes[at]!), text });
    at = next;
  }
  return frames;
}
