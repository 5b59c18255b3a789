package org.almkd.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Name, place and seed of a run ({@code run}).
 *
 * @param name letters, digits, '.', '_' and '-'; not beginning with '.'
 * @param id folder of the run, or empty: see {@link RunConfig#runId()}
 * @param dir folder in which run folders are made: a path or a {@code file:}, {@code hdfs:} or
 *     {@code s3a:} address
 * @param seed seed of weights, orders, shards and lambdas; at least 0
 * @param fresh whether an id that is taken is run anew under a new id
 * @param checkpoint when the state of a training is kept
 * @param heartbeat time between two signs of life in status.json; above 0
 * @param maxDuration time after which a run stops between two rounds, to be started again; absent
 *     where there is no limit
 */
public record RunSettings(
    String name,
    String id,
    String dir,
    long seed,
    boolean fresh,
    CheckpointConfig checkpoint,
    Duration heartbeat,
    Optional<Duration> maxDuration) {}
