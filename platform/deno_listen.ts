/**
 * The server for services behind the gateway: Deno's own, which records spans. Its shutdown aborts
 * the body of every request in progress ("underlying resource unavailable", Deno 2.9.6), and an
 * incoming upload would be reported as malformed. So shutdown waits for the bodies first.
 */
import type { Listener, ListenOptions } from "./node_http/listen.ts";

export interface ListenByDeno extends ListenOptions {
  /** The response to requests that arrive during shutdown. */
  refuse: (request: Request) => Response;
}

/** @throws Deno.errors.AddrInUse */
export function listenByDeno({ port, hostname, handler, tls, refuse }: ListenByDeno): Listener {
  let comingIn = 0, closing = false;
  let allIn = () => {};
  const options = { port, hostname, onListen: () => {}, ...tls };
  const server = Deno.serve(options, async (request, info) => {
    if (closing) return lastOf(refuse(request));
    if (!request.body) return await handler(request, info);
    comingIn++;
    try {
      return await handler(request, info);
    } finally {
      if (--comingIn === 0) allIn();
    }
  });
  return {
    port: server.addr.port,
    async shutdown() {
      closing = true;
      if (comingIn > 0) await new Promise<void>((resolve) => allIn = resolve);
      await server.shutdown();
    },
  };
}

/** The connection takes no further request. */
function lastOf(response: Response): Response {
  response.headers.set("connection", "close");
  return response;
}
