/**
 * Rows from any source, checked, split, numbered by stable ids and written as Parquet blocks into
 * the store.
 *
 * <p>Everything that is drawn or chosen is a function of (data seed, row id), so the result does
 * not depend on how Spark cut the source: {@link org.almkd.data.SparkDataStage} reads once to
 * collect ids and labels (never features) to the driver, decides splits, noise and block boundaries
 * there, and reads again to write the blocks.
 */
package org.almkd.data;
