/**
 * The load balancer: terminates TLS, redirects plain HTTP, and accepts only requests from our
 * CloudFront, which adds a secret header, since its address range is shared by all customers.
 */
import { Duration, SecretValue } from "aws-cdk-lib";
import type * as ec2 from "aws-cdk-lib/aws-ec2";
import { SubnetType } from "aws-cdk-lib/aws-ec2";
import * as elb from "aws-cdk-lib/aws-elasticloadbalancingv2";
import * as route53 from "aws-cdk-lib/aws-route53";
import { LoadBalancerTarget } from "aws-cdk-lib/aws-route53-targets";
import * as secrets from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { Stage } from "./stages/mod.ts";

export const ORIGIN_HEADER = "x-rollcall-origin";
const originSecretName = (stage: Stage) => `rollcall/${stage.name}/origin-header`;
/** CloudFormation fills in the value; it is not in any template. */
export const originSecret = (stage: Stage) =>
  SecretValue.secretsManager(originSecretName(stage)).unsafeUnwrap();

/** Where CloudFront and its certificate live, whatever the stage's region. */
export const EDGE_REGION = "us-east-1";

export interface LoadBalancerProps {
  stage: Stage;
  vpc: ec2.IVpc;
  group: ec2.ISecurityGroup;
}

export class LoadBalancer extends Construct {
  readonly balancer: elb.ApplicationLoadBalancer;
  readonly listener: elb.ApplicationListener;

  constructor(scope: Construct, id: string, { stage, vpc, group }: LoadBalancerProps) {
    super(scope, id);
    this.balancer = new elb.ApplicationLoadBalancer(this, "Balancer", {
      vpc,
      internetFacing: true,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      securityGroup: group,
      // Longer than the heartbeat interval of live streams.
      idleTimeout: Duration.seconds(120),
      dropInvalidHeaderFields: true,
      deletionProtection: true,
      // CloudFront's last entry is the client's address; this would only append CloudFront's own.
      xffHeaderProcessingMode: elb.XffHeaderProcessingMode.PRESERVE,
    });
    // No access log: it would have whole URLs, and with them what was searched for. CloudFront's log has
    // every request that comes this way, without its query.
    this.balancer.addListener("Http", {
      port: 80,
      open: false,
      defaultAction: elb.ListenerAction.redirect({
        protocol: "HTTPS",
        port: "443",
        permanent: true,
      }),
    });
    this.listener = this.balancer.addListener("Https", {
      port: 443,
      open: false,
      sslPolicy: elb.SslPolicy.RECOMMENDED_TLS,
      certificates: [elb.ListenerCertificate.fromArn(stage.domain.originCertificateArn)],
      defaultAction: elb.ListenerAction.fixedResponse(403, {
        contentType: "application/problem+json",
        messageBody: JSON.stringify({
          type: "about:blank",
          title: "Forbidden",
          status: 403,
          detail: `Ask at https://${stage.domain.web}.`,
        }),
      }),
    });
    const secret = new secrets.Secret(this, "OriginSecret", {
      secretName: originSecretName(stage),
      description: "The header by which the load balancer knows our CloudFront",
      generateSecretString: { excludePunctuation: true, passwordLength: 40 },
      ...(stage.region !== EDGE_REGION && { replicaRegions: [{ region: EDGE_REGION }] }),
    });
    this.listener.node.addDependency(secret);
    const { hostedZoneId, hostedZoneName: zoneName } = stage.domain;
    new route53.ARecord(this, "Record", {
      zone: route53.HostedZone.fromHostedZoneAttributes(this, "Zone", { hostedZoneId, zoneName }),
      recordName: `${stage.domain.origin}.`,
      target: route53.RecordTarget.fromAlias(new LoadBalancerTarget(this.balancer)),
    });
  }
}
