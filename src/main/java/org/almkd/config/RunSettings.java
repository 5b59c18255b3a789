package org.almkd.config;

/**
 * Name, place and seed of a run ({@code run}).
 *
 * @param name letters, digits, '.', '_' and '-'; not beginning with '.'
 * @param id folder of the run, or empty: see {@link RunConfig#runId()}
 * @param dir folder in which run folders are made: a path or a {@code file:}, {@code hdfs:} or
 *     {@code s3a:} address
 * @param seed seed of weights, orders, shards and lambdas; at least 0
 * @param fresh whether a finished id is run anew under a new id
 */
public record RunSettings(String name, String id, String dir, long seed, boolean fresh) {}
