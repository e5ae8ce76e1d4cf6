/**
 * CloudFront's log of requests, without what people search for: queries are left out, and so are
 * referrers and cookies, which repeat them. By a delivery of CloudWatch Logs, as CloudFront's own
 * standard logging takes no choice of fields.
 */
import { ArnFormat, Stack } from "aws-cdk-lib";
import type * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import type * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { Stage } from "./stages/mod.ts";

const FOLDER = "cloudfront";

/** What is told of a request. */
const requestFields = [
  "date",
  "time",
  "x-edge-location",
  "x-edge-request-id",
  "c-ip",
  "cs-method",
  "x-host-header",
  "cs-protocol",
  "cs-protocol-version",
  "ssl-protocol",
  "ssl-cipher",
  "cs-uri-stem",
  "cs(User-Agent)",
  "cs-bytes",
  "sc-status",
  "sc-bytes",
  "sc-content-type",
  "time-taken",
  "time-to-first-byte",
  "x-edge-result-type",
  "x-edge-detailed-result-type",
];

export class RequestLog extends Construct {
  constructor(
    scope: Construct,
    id: string,
    stage: Stage,
    distribution: cloudfront.Distribution,
    bucket: s3.Bucket,
  ) {
    super(scope, id);
    const name = `rollcall-${stage.name}-requests`;
    const source = new logs.CfnDeliverySource(this, "Source", {
      name,
      logType: "ACCESS_LOGS",
      resourceArn: distribution.distributionArn,
    });
    const destination = new logs.CfnDeliveryDestination(this, "Destination", {
      name,
      destinationResourceArn: `${bucket.bucketArn}/${FOLDER}`,
      outputFormat: "json",
    });
    const delivery = new logs.CfnDelivery(this, "Delivery", {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.attrArn,
      recordFields: requestFields,
    });
    delivery.addResourceDependency(source);
    const stack = Stack.of(this);
    const allowed = bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal("delivery.logs.amazonaws.com")],
        actions: ["s3:PutObject"],
        resources: [bucket.arnForObjects(`${FOLDER}/*`)],
        conditions: {
          StringEquals: {
            "s3:x-amz-acl": "bucket-owner-full-control",
            "aws:SourceAccount": stack.account,
          },
          ArnLike: {
            "aws:SourceArn": stack.formatArn({
              service: "logs",
              resource: "delivery-source",
              resourceName: name,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    if (allowed.policyDependable) delivery.node.addDependency(allowed.policyDependable);
  }
}
