/**
 * What the processes say, twice: readable on the terminal with the speaker's name in front, and
 * word for word in a file each under the logs folder, which a second file bounds to twice its size.
 */
import { join } from "node:path";

/** A log file is set aside (over the one set aside before) when it grows past this. */
export const maxLogBytes = 10 * 1024 * 1024;

/**
 * One line of output for people: level and message of a JSON record, with what it carries, or the
 * line itself where it is no record. Nothing for what Postgres only notes (its level LOG).
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

/** Values in one line; of an error its message, since the file has the stack. */
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

/** Log files in `dir`, one a name, opened when a name first speaks. */
export function logFiles(dir: string, maxBytes = maxLogBytes): LogFiles {
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
