/** Which network learns from which: teachers, students and baselines, all through one trainer. */
package org.almkd.method;
