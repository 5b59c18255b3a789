package org.almkd.method;

import java.util.List;
import java.util.Optional;

/**
 * A lesson with all that had to be trained before it.
 *
 * @param lesson the lesson, with the seed of its generation
 * @param curriculum what it comes down to
 * @param assistants the assistants that were taught for it, in order
 * @param generations the generations of self-distillation before it
 * @param doubt how far labels were doubted; absent for other methods
 */
public record Preparation(
    Lesson lesson,
    Curriculum curriculum,
    List<Teacher> assistants,
    List<Teacher> generations,
    Optional<Doubted> doubt) {
  /** Copies the lists. */
  public Preparation {
    assistants = List.copyOf(assistants);
    generations = List.copyOf(generations);
  }

  /** A lesson of a method that doubts no label. */
  Preparation(
      Lesson lesson, Curriculum curriculum, List<Teacher> assistants, List<Teacher> generations) {
    this(lesson, curriculum, assistants, generations, Optional.empty());
  }
}
