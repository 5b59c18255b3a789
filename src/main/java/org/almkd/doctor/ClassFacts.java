package org.almkd.doctor;

/**
 * How many logits a teacher gives a row.
 *
 * @param teacher name of the teacher
 * @param source where it comes from
 * @param logits logits a row; 0 where they could not be counted
 * @param failure why they could not be counted; empty where they were
 */
public record ClassFacts(String teacher, String source, int logits, String failure) {}
