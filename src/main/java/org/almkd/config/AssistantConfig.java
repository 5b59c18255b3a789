package org.almkd.config;

/**
 * A network that is taught before the student and then helps to teach it (an entry of {@code
 * takd.assistants} or {@code dgkd.assistants}).
 *
 * @param name unique among the assistants of its list
 * @param network architecture and initialisation; the student's where nothing is written
 * @param train how it is trained; as the student where nothing is written
 */
public record AssistantConfig(String name, StudentConfig network, TrainConfig train) {}
