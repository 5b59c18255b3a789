package org.almkd.data;

import java.io.Serializable;

/**
 * How the lines of CSV files are read.
 *
 * @param delimiter character between fields
 * @param roles which column is what
 * @param classes labels
 * @param labelled false: labels are left out and all rows are test rows
 */
record CsvLayout(char delimiter, ColumnRoles roles, ClassReader classes, boolean labelled)
    implements Serializable {}
