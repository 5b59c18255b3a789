/**
 * Checks of machines, settings and files before a run: gatherers look and make records of facts,
 * checks are pure functions from facts to results.
 */
package org.almkd.doctor;
