package org.almkd.data;

import java.io.Serializable;

/**
 * What people are shown of a row.
 *
 * @param key original text of its id; for ids that are numbers, their digits
 * @param picture the row as a PNG file of at most 64 x 64 pixels; empty where it is no picture
 */
// Bytes of a file that is shown; never compared.
@SuppressWarnings("ArrayRecordComponent")
public record ShownRow(String key, byte[] picture) implements Serializable {}
