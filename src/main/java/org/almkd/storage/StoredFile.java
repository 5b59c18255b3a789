package org.almkd.storage;

import java.io.Serializable;

/**
 * A file or folder as a listing shows it.
 *
 * @param path full address
 * @param name last part of the path
 * @param bytes size; 0 for a folder
 * @param folder whether it is a folder
 * @param modified when it was last written, in milliseconds since 1970; 0 where that is not known
 */
public record StoredFile(String path, String name, long bytes, boolean folder, long modified)
    implements Serializable {}
