/**
 * How any network is trained: the inner loop on one replica, rounds of parameter averaging over
 * Spark, and training as a pure step on one immutable state.
 */
package org.almkd.train;
