/** Sweeps over many runs, and the answer that they give together. */
package org.almkd.sweep;
