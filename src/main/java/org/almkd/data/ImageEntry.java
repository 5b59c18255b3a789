package org.almkd.data;

import java.io.Serializable;

/**
 * An image of a data set.
 *
 * @param path where it lies, from the root folder of the data set on
 * @param label 0-based class, or {@link SourceRow#NO_LABEL}
 * @param box part of the picture that shows the object; {@link Box#WHOLE} where none is given
 * @param split what it is for
 */
record ImageEntry(String path, int label, Box box, ImageSplit split) implements Serializable {}
