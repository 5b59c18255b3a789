/** How good predictions are: sums over rows, merged in shard order, and the numbers made of them. */
package org.almkd.evaluate;
