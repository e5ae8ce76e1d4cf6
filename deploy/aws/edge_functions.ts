/**
 * What CloudFront does to a request and to its answer, as the gateway does it locally: the prefix
 * comes off on the way in and is told to the service; paths in the answer's headers get it back.
 * Each text is a whole CloudFront function (JavaScript runtime 2.0, no imports), run by the tests
 * as it is.
 */
import { assetPath } from "../containers/page_address.ts";
import { prefix } from "../../services/gateway/routes.ts";

const apiPrefix = JSON.stringify(prefix);

/** `/api/jobs` → `/jobs`. A load balancer could rewrite, but not tell of it. */
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

/** An address that the page knows is the page; a file that is not there is S3's 404. */
export const webRequest = `function handler(event) {
  var request = event.request;
  if (!${assetPath}.test(request.uri)) request.uri = "/index.html";
  return request;
}
`;
