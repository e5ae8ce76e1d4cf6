/** The calls of the public API that the load is made of. */
import { check } from "k6";
import http from "k6/http";
import { Counter } from "k6/metrics";

export const base = (__ENV.BASE_URL || "http://localhost:8000").replace(/\/$/, "");

/** Files that were told to come back because as many as can be were on their way. */
const deferred = new Counter("uploads_told_to_come_back");

const PASSWORD = "a load of correct horses";
/** A token is replaced once so much of its life has passed. */
const SHARE = 0.7;

/** A user with a token; see tokenOf. */
export function register() {
  const email = `load-${Date.now()}-${Math.random().toString(36).slice(2)}@example.com`;
  return enter("/auth/register", email, 201);
}

/** What this virtual user got itself, by address: what `setup` gives out cannot be changed. */
const own = new Map();

/** A user's token, anew where it is about to expire: a long run outlives the one of its setup. */
export function tokenOf(user) {
  const known = own.get(user.email) || user;
  if (Date.now() < known.goodUntil) return known.token;
  const next = enter("/auth/login", user.email, 200);
  own.set(user.email, next);
  return next.token;
}

function enter(path, email, status) {
  const body = JSON.stringify({ email, password: PASSWORD });
  const response = http.post(`${base}${path}`, body, {
    headers: { "content-type": "application/json" },
    tags: { name: `POST ${path}`, expected: "yes" },
  });
  if (response.status !== status) throw new Error(`${path}: ${response.status} ${response.body}`);
  const goodUntil = Date.now() + response.json("expires_in") * 1000 * SHARE;
  return { email, token: response.json("token"), goodUntil };
}

/** @returns the job, or null where the service said to come back later */
export function uploadFile(token, text, name) {
  const response = http.post(`${base}/jobs`, { file: http.file(text, name, "text/csv") }, {
    ...signed(token, "POST /jobs"),
    responseCallback: http.expectedStatuses(201, 429, 503),
  });
  const isDeferred = [429, 503].includes(response.status) &&
    Boolean(response.headers["Retry-After"]);
  if (isDeferred) deferred.add(1);
  check(response, {
    "a file is taken, or told to come back": (r) => r.status === 201 || isDeferred,
  });
  return response.status === 201 ? response.json() : null;
}

export function get(token, path, name) {
  const response = http.get(`${base}${path}`, signed(token, `GET ${name}`));
  check(response, { "a query is answered": (r) => r.status === 200 });
  return response;
}

export function post(token, path, name, body) {
  const parameters = signed(token, `POST ${name}`);
  parameters.headers["content-type"] = "application/json";
  const response = http.post(`${base}${path}`, JSON.stringify(body || {}), parameters);
  check(response, { "a command is carried out": (r) => r.status === 200 });
  return response;
}

const signed = (token, name) => ({
  headers: { authorization: `Bearer ${token}` },
  tags: { name, expected: "yes" },
});
