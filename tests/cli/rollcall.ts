/** Runs the command-line client as `deno task rollcall` does: the same flags, a process of its own. */

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Running {
  signal(signal: Deno.Signal): void;
  /** Resolves once stderr holds this. */
  says(text: string): Promise<void>;
  ended: Promise<Ended>;
}

/** @param env the variables of the client; none of the one who runs the tests */
export type Start = (args: string[], env?: Record<string, string>) => Running;

/** @param folder where the person stands */
export async function rollcallIn(folder: string): Promise<Start> {
  const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
  const [deno, ...flags] = tasks.rollcall.split(" ") as string[];
  if (deno !== "deno") throw new Error(`the task rollcall begins with ${deno}`);
  return (args, env = {}) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: [...flags, ...args],
      env: { ROLLCALL_TOKEN: "", ROLLCALL_URL: "", ...env, INIT_CWD: folder, NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    let stderr = "";
    let heard = Promise.withResolvers<void>();
    const reading = (async () => {
      for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
        stderr += text;
        heard.resolve();
        heard = Promise.withResolvers();
      }
    })();
    const stdout = new Response(child.stdout).text();
    return {
      signal: (signal) => child.kill(signal),
      async says(text) {
        while (!stderr.includes(text)) await heard.promise;
      },
      ended: child.status.then(async ({ code }) => {
        await reading;
        return { code, stdout: await stdout, stderr };
      }),
    };
  };
}
