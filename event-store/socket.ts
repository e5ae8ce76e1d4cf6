/**
 * The socket under a connection. Deno reports a failed write and the closing that follows in two
 * turns of the event loop; a query that postgres.js 3.4.9 takes in between is lost: it never settles.
 * So this socket keeps its error back until it closes, and tells of both in one breath.
 */
import net from "node:net";

export class Socket extends net.Socket {
  /** Whom it connects to: postgres.js checks the server's certificate against this name. */
  host = "";
  #error: unknown;

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === "error") {
      this.#error ??= args[0];
      this.destroy();
      return true;
    }
    if (event === "close" && this.#error) super.emit("error", this.#error);
    return super.emit(event, ...args);
  }
}

/**
 * Begins to connect; what is written before it is connected waits.
 * @param at where the host is, for tests, in place of its name's address
 */
export function openSocket(
  { host: [host = ""], port: [port = 0] }: { host: string[]; port: number[] },
  at = host,
): Socket {
  const socket = new Socket();
  socket.host = host;
  socket.connect(port, at);
  return socket;
}
