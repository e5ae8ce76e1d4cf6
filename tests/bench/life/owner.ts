/** What the owner of a job does in each step of its life; whatever is refused ends the life. */
import type { Issue, Job } from "@rollcall/contracts/api";
import type { Answer, ApiClient } from "../../api/client.ts";

interface Written {
  version: number;
}

export class Owner {
  /** the job as it was once it had been read */
  job!: Job;

  constructor(readonly client: ApiClient) {}

  async upload(csv: string): Promise<void> {
    const { id } = fine("the upload", await this.client.upload(csv));
    this.job = await this.client.atRest(id);
  }

  /** Resolves all of a type, until it is seen. @returns what it is undone by; null: none was open */
  async resolve(type: Issue["type"], rule: string): Promise<string | null> {
    const { version, batch_id } = await this.#write<{ batch_id: string | null }>(
      "POST",
      "/resolve",
      { type, rule },
    );
    await this.#see("/issues?limit=10", version);
    return batch_id;
  }

  async undo(batchId: string): Promise<void> {
    const { version } = await this.#write("DELETE", `/batches/${batchId}`);
    await this.#see("/issues?limit=10", version);
  }

  /** Until the first page of the list can be read. @returns its version */
  async finalize(): Promise<number> {
    const { version } = await this.#write("POST", "/finalize");
    await this.#see("/contacts?limit=100", version);
    return version;
  }

  async decide({ id, payload }: Issue): Promise<void> {
    const chosen_row_id = payload.candidates[0]!.raw_row_id;
    fine("a decision", await this.client.post(`/issues/${id}/resolve`, { chosen_row_id }));
  }

  /** To its end, as a download. */
  async read(rest: string): Promise<void> {
    fine(rest, await this.client.call(this.#path(rest)));
  }

  /** Until nobody is shown it any more. */
  async remove(): Promise<void> {
    fine("the deletion", await this.client.call(this.#path(""), { method: "DELETE" }));
    const { status } = await this.client.call(this.#path(""));
    if (status !== 404) throw new Error(`the deleted job is answered with ${status}`);
  }

  async #write<T>(method: string, rest: string, json?: unknown): Promise<T & Written> {
    const headers = { "content-type": "application/json" };
    const body = json === undefined ? {} : { headers, body: JSON.stringify(json) };
    return fine(rest, await this.client.call<T & Written>(this.#path(rest), { method, ...body }));
  }

  async #see(rest: string, version: number): Promise<void> {
    fine(rest, await this.client.seen(this.#path(`${rest}&min_version=${version}`)));
  }

  #path(rest: string): string {
    return `/jobs/${this.job.id}${rest}`;
  }
}

/** @throws unless it is what was asked for */
function fine<T>(what: string, { status, body }: Answer<T>): T {
  if (status < 300) return body;
  throw new Error(`${what} was answered ${status} ${JSON.stringify(body)}`);
}
