package org.almkd.storage;

import java.io.Serializable;

/**
 * One file of an artefact.
 *
 * @param name file name inside the attempt's folder
 * @param bytes size
 * @param sha256 hash of the content, 64 hex digits
 * @param rows rows of a table; 0 where that means nothing
 */
public record ManifestEntry(String name, long bytes, String sha256, long rows)
    implements Serializable {}
