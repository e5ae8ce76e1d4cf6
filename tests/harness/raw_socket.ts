/** A client that speaks HTTP byte by byte, as slowly as it likes. */
export interface RawSocket {
  send(text: string): Promise<void>;
  /** The first answer, once all of it has come; what has come where the server closes before. */
  answer: Promise<string>;
  /** Resolves once the server has closed the connection. */
  closed: Promise<void>;
  /** Whether the server has said anything, or closed, by now. */
  answered(): boolean;
  close(): void;
}

export async function openRawSocket(port: number, hostname = "127.0.0.1"): Promise<RawSocket> {
  const connection = await Deno.connect({ hostname, port });
  const whole = Promise.withResolvers<string>();
  let text = "", answered = false;
  const read = async () => {
    try {
      for await (const piece of connection.readable) {
        answered = true;
        text += new TextDecoder().decode(piece);
        if (isWhole(text)) whole.resolve(text);
      }
    } catch {
      // A server that closes while bytes are on their way to it resets the connection.
    }
    answered = true;
    whole.resolve(text);
  };
  const closed = read();
  const writer = connection.writable.getWriter();
  writer.closed.catch(() => {});
  return {
    answer: whole.promise,
    closed,
    answered: () => answered,
    send: (said) => writer.write(new TextEncoder().encode(said)).catch(() => {}),
    close: () => {
      try {
        connection.close();
      } catch {
        // The server was faster.
      }
    },
  };
}

/** By the length that it tells, or by its last chunk. */
function isWhole(text: string): boolean {
  const [head = "", body] = text.split(/\r\n\r\n(.*)/s);
  if (body === undefined) return false;
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  return length === undefined ? body.endsWith("0\r\n\r\n") : body.length >= Number(length);
}

/** The beginning of a form with a file, whose body never comes to its end. */
export function beginningOfForm(path: string, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100000\r\n` +
    `content-type: multipart/form-data; boundary=XX\r\n${lines.join("")}\r\n`;
}

/** The status of an answer. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}
