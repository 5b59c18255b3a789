package org.almkd.storage;

/**
 * How often a file system was asked again after an error that passed.
 *
 * @param repeats actions that {@link Storage} tried again
 * @param clientRepeats requests that the file system's own client made again before it answered;
 *     known of S3A alone
 */
public record RetryCounts(long repeats, long clientRepeats) {}
