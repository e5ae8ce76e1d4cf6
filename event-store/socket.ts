/**
 * The socket of a connection. Deno reports a failed write and the subsequent close in two turns of
 * the event loop; a query that postgres.js 3.4.9 accepts in between never settles. So this socket
 * holds its error back until it closes, and emits both together.
 */
import net from "node:net";

export class Socket extends net.Socket {
  /** The host name, against which postgres.js checks the server's certificate. */
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
 * Starts connecting; writes before that are buffered.
 * @param at for tests, the address to use instead of resolving the host name
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
