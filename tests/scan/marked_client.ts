/** A person's program that notes which routes it has called. */
import assert from "node:assert/strict";
import type { Session } from "@rollcall/contracts/api";
import { type Answer, ApiClient } from "../api/client.ts";
import type { CalledRoutes } from "./routes_called.ts";

export class MarkedClient extends ApiClient {
  constructor(
    apiUrl: string,
    { token, user }: Pick<Session, "token" | "user">,
    readonly called: CalledRoutes,
  ) {
    super(apiUrl, token, user.id);
  }

  override async call<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const answer = await super.call<T>(path, init);
    this.called.add(init.method ?? "GET", path, answer.status);
    return answer;
  }

  /** The body of the answer to a call that must succeed. */
  async done<T>(method: string, path: string, json?: unknown): Promise<T> {
    const { status, body } = await this.call<T>(path, {
      method,
      ...(json !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(json),
      }),
    });
    assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Opens the live view of a job, and leaves it after the first event. */
  async watch(jobId: string): Promise<void> {
    const path = `/jobs/${jobId}/stream`;
    const response = await fetch(this.apiUrl + path, {
      headers: { authorization: `Bearer ${this.token}` },
    });
    this.called.add("GET", path, response.status);
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    assert.ok(value && value.length > 0, "the live view has an event");
    await reader.cancel();
  }
}

/** What somebody calls who is not signed in. */
export async function outside<T>(
  apiUrl: string,
  called: CalledRoutes,
  path: string,
  json?: unknown,
): Promise<T> {
  const method = json === undefined ? "GET" : "POST";
  const response = await fetch(apiUrl + path, {
    method,
    ...(json !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(json),
    }),
  });
  called.add(method, path, response.status);
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return (text ? JSON.parse(text) : undefined) as T;
}
