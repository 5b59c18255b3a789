/**
 * Files that are written once and never half read: folders on a local disk, HDFS or S3, manifests
 * that make an artefact valid, and Parquet tables as arrays. No Spark.
 */
package org.almkd.storage;
