/** What a run leaves behind: its folder, status, times, metrics and report. */
package org.almkd.report;
