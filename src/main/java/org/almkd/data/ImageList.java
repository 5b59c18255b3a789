package org.almkd.data;

import java.util.List;

/**
 * The images of a data set by name: at most some tens of thousands, so that the list may pass
 * through the driver, which the images themselves never do.
 *
 * @param entries in the order of the data set's own lists, or of the paths where it has none; each
 *     path is there once, and was there when the list was made
 * @param classNames names by label; [] where no image has a label
 * @param cropBottom rows of pixels at the lower edge of every picture that are not part of it
 */
record ImageList(List<ImageEntry> entries, List<String> classNames, int cropBottom) {
  /** Copies the lists. */
  ImageList {
    entries = List.copyOf(entries);
    classNames = List.copyOf(classNames);
  }
}
