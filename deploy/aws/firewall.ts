/**
 * The firewall in front of CloudFront: a rate limit per address in five minutes, a lower one where
 * passwords, codes and links can be tried, and AWS's IP reputation list. Bodies are not inspected: a
 * list of contacts may contain any text. It samples no requests, as those have what was searched for.
 */
import * as waf from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { ATTEMPTS } from "./attempt_paths.ts";
import type { Stage } from "./stages/mod.ts";

export class Firewall extends Construct {
  readonly acl: waf.CfnWebACL;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const seen = (metricName: string) => ({
      cloudWatchMetricsEnabled: true,
      sampledRequestsEnabled: false,
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
          name: "sign-in",
          priority: 1,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: "IP",
              limit: stage.attemptsPerAddress,
              evaluationWindowSec: 300,
              scopeDownStatement: {
                andStatement: {
                  statements: [
                    {
                      regexMatchStatement: {
                        fieldToMatch: { uriPath: {} },
                        regexString: ATTEMPTS,
                        // As a server reads it, however it was written.
                        textTransformations: [
                          { priority: 0, type: "URL_DECODE" },
                          { priority: 1, type: "NORMALIZE_PATH" },
                          { priority: 2, type: "LOWERCASE" },
                        ],
                      },
                    },
                    {
                      byteMatchStatement: {
                        fieldToMatch: { method: {} },
                        searchString: "POST",
                        positionalConstraint: "EXACTLY",
                        textTransformations: [{ priority: 0, type: "NONE" }],
                      },
                    },
                  ],
                },
              },
            },
          },
          visibilityConfig: seen("sign-in"),
        },
        {
          name: "reputation",
          priority: 2,
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
