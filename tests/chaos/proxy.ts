/**
 * A TCP proxy between the services and a store, which breaks connections as networks do: all of them
 * at once, one just before its answer arrives, or by keeping everything back for a while.
 */
export interface Proxy {
  readonly port: number;
  /** Cuts every connection that is open now. */
  cutAll(): void;
  /** Lets the store do what it is asked next, and cuts the connection instead of the answer. */
  cutNextAnswer(): void;
  /** Keeps all bytes back, in both directions, for so long. */
  stall(ms: number): void;
  /** Cuts what is open and refuses what comes; safe to call twice. */
  close(): Promise<void>;
}

interface Link {
  client: Deno.TcpConn;
  store: Deno.TcpConn;
}

/** Listens on a free port at once; the store may come and go behind it. */
export function startProxy(storePort: number): Proxy {
  const hostname = "127.0.0.1";
  const listener = Deno.listen({ hostname, port: 0 });
  const links = new Set<Link>();
  let answersToDrop = 0;
  let stalled: Promise<void> = Promise.resolve();
  let isClosed = false;

  const cut = (link: Link) => {
    if (!links.delete(link)) return;
    closeQuietly(link.client);
    closeQuietly(link.store);
  };

  async function connect(client: Deno.TcpConn): Promise<void> {
    const store = await Deno.connect({ hostname, port: storePort }).catch(() => undefined);
    if (!store || isClosed) {
      closeQuietly(client);
      if (store) closeQuietly(store);
      return;
    }
    const link = { client, store };
    links.add(link);
    pump(link, client, store);
    pump(link, store, client);
  }

  async function pump(link: Link, from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(64 << 10);
    try {
      for (let read; (read = await from.read(buffer)) !== null;) {
        await stalled;
        if (from === link.store && answersToDrop > 0) {
          answersToDrop--;
          break;
        }
        for (let at = 0; at < read;) at += await to.write(buffer.subarray(at, read));
      }
    } catch { /* one side was cut while the other was read */ }
    cut(link);
  }

  const accepting = (async () => {
    try {
      for await (const client of listener) connect(client);
    } catch (error) {
      if (!isClosed) throw error;
    }
  })();

  return {
    port: listener.addr.port,
    cutAll: () => [...links].forEach(cut),
    cutNextAnswer: () => answersToDrop++,
    stall(ms) {
      stalled = new Promise((resolve) => setTimeout(resolve, ms));
    },
    async close() {
      if (isClosed) return await accepting;
      isClosed = true;
      listener.close();
      [...links].forEach(cut);
      await accepting;
    },
  };
}

function closeQuietly(conn: Deno.TcpConn): void {
  try {
    conn.close();
  } catch { /* it is closed already */ }
}
