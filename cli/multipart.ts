/**
 * A multipart form with one file, or none, as a stream: the file is never in memory as a whole, and progress
 * is reported, which `fetch` with a FormData cannot do.
 */

export interface FileToSend {
  name: string;
  type: string;
  bytes: ReadableStream<Uint8Array>;
}

export interface FormBody {
  contentType: string;
  stream: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * The form's fields, then the file, if there is one, in a part called `file`.
 *
 * @param sent called with the bytes of the file sent so far
 */
export function multipart(
  fields: Record<string, string>,
  file?: FileToSend,
  sent: (bytes: number) => void = () => {},
): FormBody {
  const boundary = `rollcall-${crypto.randomUUID()}`;
  const encoder = new TextEncoder();
  const parts = async function* () {
    for (const [name, value] of Object.entries(fields)) {
      yield encoder.encode(`${head(boundary, `name="${name}"`)}\r\n${value}\r\n`);
    }
    if (file) {
      const described = `name="file"; filename="${quoted(file.name)}"`;
      yield encoder.encode(`${head(boundary, described)}Content-Type: ${file.type}\r\n\r\n`);
      let bytes = 0;
      for await (const chunk of file.bytes) {
        yield Uint8Array.from(chunk);
        sent(bytes += chunk.length);
      }
      yield encoder.encode("\r\n");
    }
    yield encoder.encode(`--${boundary}--\r\n`);
  };
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    stream: ReadableStream.from(parts()),
  };
}

const head = (boundary: string, disposition: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n`;

/** Escapes a file name as the HTML standard does. */
function quoted(name: string): string {
  return name.replaceAll("\n", "%0A").replaceAll("\r", "%0D").replaceAll('"', "%22");
}
