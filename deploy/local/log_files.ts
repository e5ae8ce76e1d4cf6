/**
 * Process output, in two forms: readable on the terminal, prefixed with the process's name, and
 * verbatim in one file per process in the logs folder, with rotation to a single older file.
 */
import { join } from "node:path";

/** A log file is rotated when it grows past this size. */
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/**
 * Formats a line for the terminal: level, message and fields of a JSON record, or the line itself
 * if it is not a record. Undefined for Postgres messages of level LOG.
 */
export function readableLine(line: string): string | undefined {
  const record = recordOf(line);
  if (!record) return / \[\d+\] LOG: {2}/.test(line) ? undefined : line;
  const { time: _time, level, service: _service, message, ...rest } = record;
  const details = Object.entries(rest).map(([key, value]) => `${key}=${shown(value)}`);
  const head = level === "info" || level === undefined ? "" : `${String(level).toUpperCase()} `;
  return [`${head}${message}`, ...details].join(" ");
}

function recordOf(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && "message" in value
      ? { ...value }
      : undefined;
  } catch {
    return undefined;
  }
}

/** A value on one line; only the message of an error, since the file has the stack. */
function shown(value: unknown): string {
  if (typeof value === "string") return /[\s"]/.test(value) ? JSON.stringify(value) : value;
  if (typeof value === "object" && value !== null && "message" in value && "stack" in value) {
    return JSON.stringify(value.message);
  }
  return JSON.stringify(value) ?? "undefined";
}

export interface LogFiles {
  write(name: string, line: string): void;
  close(): void;
}

/** Log files in `dir`, one per name, opened on its first line. */
export function logFiles(dir: string, maxBytes = MAX_LOG_BYTES): LogFiles {
  Deno.mkdirSync(dir, { recursive: true });
  const open = new Map<string, { file: Deno.FsFile; bytes: number }>();
  const encoder = new TextEncoder();
  return {
    write(name, line) {
      const path = join(dir, `${name}.log`);
      let log = open.get(name) ?? openLog(path);
      if (log.bytes > maxBytes) {
        log.file.close();
        Deno.renameSync(path, `${path}.1`);
        log = openLog(path);
      }
      const bytes = encoder.encode(`${line}\n`);
      log.file.writeSync(bytes);
      log.bytes += bytes.length;
      open.set(name, log);
    },
    close() {
      for (const { file } of open.values()) file.close();
      open.clear();
    },
  };
}

function openLog(path: string) {
  const file = Deno.openSync(path, { append: true, create: true });
  return { file, bytes: file.statSync().size };
}
