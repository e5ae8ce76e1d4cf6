/**
 * CloudFront functions that do what the gateway does locally: strip the prefix from requests and
 * pass it to the service in a header; restore it in the paths of response headers. Each text is a
 * whole function (JavaScript runtime 2.0, no imports), which the tests run as it is.
 */
import { ASSET_PATH } from "../containers/asset_path.ts";
import { PREFIX } from "../../platform/route_table.ts";

const apiPrefix = JSON.stringify(PREFIX);

/** `/api/jobs` → `/jobs`. A load balancer could rewrite the path, but not add the header. */
export const apiRequest = `function handler(event) {
  var request = event.request;
  request.uri = request.uri.slice(${apiPrefix}.length) || "/";
  request.headers["x-forwarded-prefix"] = { value: ${apiPrefix} };
  delete request.headers["x-forwarded-host"];
  return request;
}
`;

/** `Location: /jobs/1` and `Link: </jobs?cursor=2>` → below the prefix. */
export const apiResponse = `function handler(event) {
  var headers = event.response.headers;
  var location = headers.location;
  if (location && location.value.charAt(0) === "/") location.value = ${apiPrefix} + location.value;
  var link = headers.link;
  if (link) link.value = link.value.split("</").join("<" + ${apiPrefix} + "/");
  return event.response;
}
`;

/** Addresses of the app get the page; a missing file gets S3's 404. */
export const webRequest = `function handler(event) {
  var request = event.request;
  if (!${ASSET_PATH}.test(request.uri)) request.uri = "/index.html";
  return request;
}
`;
