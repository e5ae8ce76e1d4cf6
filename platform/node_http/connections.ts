/**
 * Tracks connections for shutdown. node:http closes only those idle at that moment and stops
 * enforcing its header timeout: a connection with a request in progress is kept alive as usual, and
 * one whose header never arrives stays open forever (Deno 2.9.6).
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

export interface Connections {
  /** Marks a request as in progress until it is answered or its client disconnects. */
  track(incoming: IncomingMessage, outgoing: ServerResponse): void;
  /** Closes each connection as soon as it has no request in progress. */
  close(): void;
}

/** @param opened the server's event of a connection that may carry requests */
export function connectionsOf(
  server: Server,
  opened: "connection" | "secureConnection" = "connection",
): Connections {
  const inWork = new Map<Socket, Set<ServerResponse>>();
  let closing = false;
  server.on(opened, (socket: Socket) => {
    inWork.set(socket, new Set());
    socket.once("close", () => inWork.delete(socket));
  });
  return {
    track({ socket }, outgoing) {
      const answers = inWork.get(socket);
      answers?.add(outgoing);
      if (closing) outgoing.shouldKeepAlive = false;
      outgoing.once("close", () => {
        answers?.delete(outgoing);
        if (closing && answers?.size === 0) socket.destroySoon();
      });
    },
    close() {
      closing = true;
      for (const [socket, answers] of inWork) {
        if (answers.size === 0) socket.destroy();
        for (const outgoing of answers) outgoing.shouldKeepAlive = false;
      }
    },
  };
}
