/** Benchmarks: what is measured, against which targets, and the one JSON that comes out. */
package org.almkd.bench;
