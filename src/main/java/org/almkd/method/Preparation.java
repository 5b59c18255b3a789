package org.almkd.method;

import java.util.List;

/**
 * A lesson with all that had to be trained before it.
 *
 * @param lesson the lesson, with the seed of its generation
 * @param curriculum what it comes down to
 * @param assistants the assistants that were taught for it, in order
 * @param generations the generations of self-distillation before it
 */
public record Preparation(
    Lesson lesson, Curriculum curriculum, List<Teacher> assistants, List<Teacher> generations) {
  /** Copies the lists. */
  public Preparation {
    assistants = List.copyOf(assistants);
    generations = List.copyOf(generations);
  }
}
