/**
 * The public edge: one origin. The built web from a bucket that only CloudFront may read, and below
 * /api the load balancer, never cached. CloudFront, its certificate and its firewall live in
 * us-east-1.
 */
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import * as acm from "aws-cdk-lib/aws-certificatemanager";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import * as origins from "aws-cdk-lib/aws-cloudfront-origins";
import * as route53 from "aws-cdk-lib/aws-route53";
import { CloudFrontTarget } from "aws-cdk-lib/aws-route53-targets";
import * as s3 from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { PREFIX } from "../../platform/route_table.ts";
import { apiRequest, apiResponse, webRequest } from "./edge_functions.ts";
import { Firewall } from "./firewall.ts";
import { ORIGIN_HEADER, originSecret } from "./load_balancer.ts";
import { RequestLog } from "./request_log.ts";
import { securityHeaders } from "./security_headers.ts";
import type { Stage } from "./stages/mod.ts";
import { accessLogBucket } from "./uploads.ts";

export class EdgeStack extends Stack {
  readonly distribution: cloudfront.Distribution;

  constructor(scope: Construct, id: string, stage: Stage, props: StackProps) {
    super(scope, id, props);
    const accessLogs = accessLogBucket(this, "AccessLogs", stage);
    const web = new s3.Bucket(this, "Web", {
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30) }],
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: "web/",
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const headers = securityHeaders(this, "SecurityHeaders", stage);
    const viewer = (name: string, code: string) =>
      new cloudfront.Function(this, name, {
        code: cloudfront.FunctionCode.fromInline(code),
        runtime: cloudfront.FunctionRuntime.JS_2_0,
      });
    const { VIEWER_REQUEST, VIEWER_RESPONSE } = cloudfront.FunctionEventType;
    this.distribution = new cloudfront.Distribution(this, "Distribution", {
      comment: `Rollcall ${stage.name}`,
      domainNames: [stage.domain.web],
      certificate: acm.Certificate.fromCertificateArn(
        this,
        "Certificate",
        stage.domain.webCertificateArn,
      ),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      webAclId: new Firewall(this, "Firewall", stage).acl.attrArn,
      defaultRootObject: "index.html",
      // The next deployment may add what is missing now.
      errorResponses: [{ httpStatus: 404, ttl: Duration.seconds(0) }],
      defaultBehavior: {
        // With permission to list the bucket, S3 answers 404 for a missing file; without, 403.
        origin: origins.S3BucketOrigin.withOriginAccessControl(web, {
          originAccessLevels: [cloudfront.AccessLevel.READ, cloudfront.AccessLevel.LIST],
        }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        compress: true,
        responseHeadersPolicy: headers.web,
        functionAssociations: [
          { eventType: VIEWER_REQUEST, function: viewer("WebRequest", webRequest) },
        ],
      },
      additionalBehaviors: {
        [`${PREFIX}/*`]: {
          origin: new origins.HttpOrigin(stage.domain.origin, {
            protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
            customHeaders: { [ORIGIN_HEADER]: originSecret(stage) },
            // Services respond within 25 s; live streams send heartbeats more often.
            readTimeout: Duration.seconds(60),
            keepaliveTimeout: Duration.seconds(60),
          }),
          viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
          cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
          originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          responseHeadersPolicy: headers.api,
          functionAssociations: [
            { eventType: VIEWER_REQUEST, function: viewer("ApiRequest", apiRequest) },
            { eventType: VIEWER_RESPONSE, function: viewer("ApiResponse", apiResponse) },
          ],
        },
      },
    });
    new RequestLog(this, "RequestLog", stage, this.distribution, accessLogs);
    const { hostedZoneId, hostedZoneName: zoneName } = stage.domain;
    new route53.ARecord(this, "Record", {
      zone: route53.HostedZone.fromHostedZoneAttributes(this, "Zone", { hostedZoneId, zoneName }),
      recordName: `${stage.domain.web}.`,
      target: route53.RecordTarget.fromAlias(new CloudFrontTarget(this.distribution)),
    });
    new CfnOutput(this, "WebBucket", { value: web.bucketName });
    new CfnOutput(this, "DistributionId", { value: this.distribution.distributionId });
  }
}
