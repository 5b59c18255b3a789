package org.almkd.config;

/**
 * One teacher (an entry of {@code teachers}).
 *
 * @param name unique among the teachers
 * @param source where its logits come from
 */
public record TeacherConfig(String name, TeacherSource source) {}
