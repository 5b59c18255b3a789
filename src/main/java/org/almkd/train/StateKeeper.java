package org.almkd.train;

/** Keeps the states of one training, so that another process can go on from the last of them. */
public interface StateKeeper {
  /** Keeps nothing. */
  StateKeeper NONE =
      new StateKeeper() {
        @Override
        public TrainingState resume(TrainingState start) {
          return start;
        }

        @Override
        public void reached(TrainingState state) {}

        @Override
        public void finished(TrainingState state) {}
      };

  /** Returns the newest state that was kept; the start where there is none. */
  TrainingState resume(TrainingState start);

  /**
   * A round is over; must not be slow.
   *
   * @throws TrainingStoppedException if the training is to end here
   */
  void reached(TrainingState state);

  /**
   * The last epoch is over.
   *
   * @throws org.almkd.storage.StorageException if the state could not be kept
   */
  void finished(TrainingState state);
}
