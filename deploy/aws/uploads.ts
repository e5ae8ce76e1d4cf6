/**
 * The uploaded files: versioned, encrypted (AES-256), never public, TLS only, moved to cheaper
 * storage as they age. They hold personal data: a deleted job's file is erased with all its
 * versions, and any noncurrent version or delete marker still left expires within days.
 */
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { Stage } from "./stages/mod.ts";

export class Uploads extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, stage: Stage, accessLogs: s3.IBucket) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, "Bucket", {
      bucketName: stage.uploads.bucket,
      versioned: true,
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: "uploads/",
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          id: "cheaper-with-age",
          transitions: [
            {
              storageClass: s3.StorageClass.INFREQUENT_ACCESS,
              transitionAfter: Duration.days(30),
            },
            {
              // Instant retrieval, since a job may be read again at any age.
              storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
              transitionAfter: Duration.days(90),
            },
          ],
        },
        {
          id: "deleted-is-gone",
          noncurrentVersionExpiration: Duration.days(stage.uploads.noncurrentDays),
          expiredObjectDeleteMarker: true,
        },
        { id: "unfinished-uploads", abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
  }
}

/** Access logs of the other buckets; kept as long as other logs. */
export function accessLogBucket(scope: Construct, id: string, stage: Stage): s3.Bucket {
  return new s3.Bucket(scope, id, {
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    // Logs of buckets and CloudFront are still written with an ACL.
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
    lifecycleRules: [{ expiration: Duration.days(stage.logDays) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
