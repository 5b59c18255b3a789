package org.almkd.config;

/**
 * Settings of the machines, which change no result ({@code cluster}).
 *
 * @param threadsPerReplica native threads (OpenMP, BLAS) of each replica; at least 1
 * @param shards where executors keep rows
 */
public record ClusterConfig(int threadsPerReplica, ShardPlacement shards) {}
