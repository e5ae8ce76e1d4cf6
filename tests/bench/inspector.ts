/** A client of V8's inspector, as `deno run --inspect` opens it: commands, answers and events. */

export interface Inspector {
  /** @throws where the inspector refuses the command */
  call<T = unknown>(method: string, params?: object): Promise<T>;
  /** Hears an event's parameters, until the inspector is closed. */
  on(event: string, hear: (params: unknown) => void): void;
  close(): void;
}

interface Incoming {
  id?: number;
  result?: unknown;
  error?: { message: string };
  method?: string;
  params?: unknown;
}

/** @param port where the process was told to listen, on the loopback */
export async function openInspector(port: number): Promise<Inspector> {
  const response = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [target]: { webSocketDebuggerUrl: string }[] = await response.json();
  if (!target) throw new Error(`no process can be inspected on port ${port}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const ears = new Map<string, (params: unknown) => void>();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const { id, result, error, method, params }: Incoming = JSON.parse(data);
    if (method) return ears.get(method)?.(params);
    if (error) waiting.get(id!)?.reject(new Error(error.message));
    else waiting.get(id!)?.resolve(result);
    waiting.delete(id!);
  };
  const opened = Promise.withResolvers<void>();
  socket.onopen = () => opened.resolve();
  socket.onerror = () => opened.reject(new Error(`the inspector on port ${port} does not answer`));
  socket.onclose = () => {
    for (const { reject } of waiting.values()) reject(new Error("the inspected process has ended"));
  };
  await opened.promise;
  return {
    call<T>(method: string, params: object = {}) {
      const answer = Promise.withResolvers<unknown>();
      waiting.set(++last, answer);
      socket.send(JSON.stringify({ id: last, method, params }));
      return answer.promise as Promise<T>;
    },
    on: (event, hear) => ears.set(event, hear),
    close: () => socket.close(),
  };
}
