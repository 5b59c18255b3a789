/**
 * The configuration of a run: from a HOCON run file and {@code key=value} arguments to checked
 * records.
 *
 * <p>{@code almkd-defaults.conf} holds every key with its default and its meaning; the records
 * mirror its blocks. Everything is read once, at the start, by {@link
 * org.almkd.config.RunConfigReader}, which reports all problems together.
 */
package org.almkd.config;
