/** The topic for every alarm: encrypted, subscribed by the stage's e-mail address. */
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as sns from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Construct } from "constructs";
import type { Stage } from "./stages/mod.ts";

export function alarmTopic(scope: Construct, id: string, stage: Stage): sns.Topic {
  const key = new kms.Key(scope, `${id}Key`, {
    alias: `rollcall/${stage.name}/alarms`,
    description: "What alarms say",
    enableKeyRotation: true,
  });
  const cloudWatch = new iam.ServicePrincipal("cloudwatch.amazonaws.com");
  key.grantEncryptDecrypt(cloudWatch);
  const topic = new sns.Topic(scope, id, {
    topicName: `rollcall-${stage.name}-alarms`,
    masterKey: key,
    enforceSSL: true,
  });
  topic.grantPublish(cloudWatch);
  topic.addSubscription(new EmailSubscription(stage.alarmsEmail));
  return topic;
}
