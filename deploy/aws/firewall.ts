/**
 * The firewall before CloudFront: so many requests from one address in five minutes and no more,
 * and none from addresses that AWS knows as bad. Bodies are not looked into: a list of contacts may
 * hold any text.
 */
import * as waf from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import type { Stage } from "./stages/mod.ts";

export class Firewall extends Construct {
  readonly acl: waf.CfnWebACL;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const seen = (metricName: string) => ({
      cloudWatchMetricsEnabled: true,
      sampledRequestsEnabled: true,
      metricName,
    });
    this.acl = new waf.CfnWebACL(this, "Acl", {
      name: `rollcall-${stage.name}`,
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      visibilityConfig: seen("all"),
      rules: [
        {
          name: "rate",
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: "IP",
              limit: stage.requestsPerAddress,
              evaluationWindowSec: 300,
            },
          },
          visibilityConfig: seen("rate"),
        },
        {
          name: "reputation",
          priority: 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: "AWS",
              name: "AWSManagedRulesAmazonIpReputationList",
            },
          },
          visibilityConfig: seen("reputation"),
        },
      ],
    });
  }
}
