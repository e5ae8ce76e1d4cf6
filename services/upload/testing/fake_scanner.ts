/**
 * Stands in for clamd, where none is installed: speaks its protocol, and finds the standard test file of
 * antivirus programs (EICAR), which is harmless.
 */
import { Buffer } from "node:buffer";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** In two parts, so that no scanner finds it here. */
export const EICAR = String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR` +
  "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

export interface FakeScanner {
  url: string;
  /** The files that it has seen whole. */
  seen: Buffer[];
  /** What it does instead of looking. */
  mood: "well" | "silent" | "hangs up" | "too large";
  close(): Promise<void>;
}

export async function startFakeScanner(): Promise<FakeScanner> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    serve(socket).catch(() => {}); // it was hung up on
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const scanner: FakeScanner = {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    mood: "well",
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  async function serve(socket: Socket): Promise<void> {
    let bytes = Buffer.alloc(0);
    for await (const piece of socket) {
      bytes = Buffer.concat([bytes, piece]);
      if (scanner.mood === "hangs up") return void socket.destroy();
      if (scanner.mood === "silent") continue;
      if (scanner.mood === "too large") {
        return void socket.end("INSTREAM size limit exceeded. ERROR\0");
      }
      const file = fileIn(bytes);
      if (!file) continue;
      scanner.seen.push(file);
      const found = file.includes(EICAR) ? "Eicar-Test-Signature FOUND" : "OK";
      return void socket.end(`stream: ${found}\0`);
    }
  }
  return scanner;
}

/** What was sent, once its end is there. */
function fileIn(bytes: Buffer): Buffer | undefined {
  const command = "zINSTREAM\0";
  if (!bytes.subarray(0, command.length).equals(Buffer.from(command))) return undefined;
  const pieces: Buffer[] = [];
  for (let at = command.length; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (length === 0) return Buffer.concat(pieces);
    pieces.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}
