/**
 * A virus scanner that looks at a file while it passes: clamd, by its own protocol (INSTREAM). Nothing
 * that it finds is stored, nor what it cannot look at.
 */
import { Buffer } from "node:buffer";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { HttpProblem, unavailable } from "@rollcall/platform/problem.ts";
import { Refused } from "./refusal.ts";

export interface VirusScanner {
  /**
   * The file, as it comes. Its stream ends once the scanner has seen all of it; it fails with `Refused`
   * where something was found, and with HttpProblem 503 where the scanner does not answer.
   */
  passing(file: Readable): Readable;
}

/** Without a byte from or to the scanner. */
const SILENCE_MS = 30_000;
const NO_ANSWER = "Files cannot be checked for viruses right now; try again shortly.";
const RETRY_S = 5;

/** @param address such as tcp://clamd:3310 */
export function openVirusScanner(address: string, silenceMs = SILENCE_MS): VirusScanner {
  const { hostname, port } = new URL(address);
  return {
    passing: (file) => {
      const open = () => connect({ host: hostname, port: Number(port), timeout: silenceMs });
      return Readable.from(scanned(file, open), { objectMode: false });
    },
  };
}

async function* scanned(file: Readable, open: () => Socket): AsyncGenerator<Uint8Array> {
  const socket = open();
  socket.on("error", () => {});
  socket.on("timeout", () => socket.destroy(new Error("the scanner is silent")));
  const answer = wholeText(socket);
  answer.catch(() => {});
  try {
    await told(once(socket, "connect"));
    await told(send(socket, Buffer.from("zINSTREAM\0")));
    for await (const chunk of file as AsyncIterable<Uint8Array>) {
      await told(send(socket, lengthOf(chunk), chunk));
      yield chunk;
    }
    await told(send(socket, lengthOf(new Uint8Array())));
    judge(await told(answer));
  } finally {
    socket.destroy();
  }
}

/** @throws Refused for what was found, HttpProblem 503 for what is no verdict */
function judge(answer: string): void {
  const [, verdict] = answer.match(/^stream: (.+)\0$/) ?? [];
  if (verdict === "OK") return;
  const [, signature] = verdict?.match(/^(.+) FOUND$/) ?? [];
  if (signature) throw new Refused({ outcome: "infected file", signature });
  throw noAnswer(new Error(`the scanner says ${JSON.stringify(answer)}`));
}

async function send(socket: Socket, ...pieces: Uint8Array[]): Promise<void> {
  const flows = pieces.map((piece) => socket.write(piece)).every(Boolean);
  if (socket.destroyed) throw new Error("the scanner has hung up");
  if (!flows) await once(socket, "drain");
}

function lengthOf(chunk: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(chunk.length);
  return length;
}

async function wholeText(socket: Socket): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of socket) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** The same; what fails is the scanner's fault. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof HttpProblem ? error : noAnswer(error);
  }
}

function noAnswer(cause: unknown): HttpProblem {
  return unavailable(NO_ANSWER, RETRY_S, cause);
}
