/**
 * The firewall in front of CloudFront: a rate limit per address in five minutes, and AWS's IP
 * reputation list. Bodies are not inspected: a list of contacts may contain any text.
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
