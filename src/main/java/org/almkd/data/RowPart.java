package org.almkd.data;

import java.io.Serializable;
import org.almkd.storage.Storage;

/** A part of a source that one task reads; reading it again gives the same rows. */
interface RowPart extends Serializable {
  RowCursor open(Storage storage);

  /** The same rows for whoever looks at ids and columns alone, where features cost much to read. */
  default RowPart withoutFeatures() {
    return this;
  }
}
