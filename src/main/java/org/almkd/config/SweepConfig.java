package org.almkd.config;

import java.util.List;

/**
 * Everything a sweep is told, checked. Made by {@link SweepConfigReader}.
 *
 * @param name folder of the answer, in {@code dir}
 * @param dir folder of the runs: {@code run.dir}, the same in all cells
 * @param parallel cells that run at once, at least 1
 * @param figures names of figures; empty: all
 * @param references variants that all others are compared with; empty: the baselines
 * @param buckets most buckets of the lambdas by the teacher's confidence, at least 1
 * @param axes names of the axes, in order; "name" is that of cells outside the grid
 * @param cells the cells: those of the grid, the first axis outermost and the seeds innermost, then
 *     those outside it
 */
public record SweepConfig(
    String name,
    String dir,
    int parallel,
    List<String> figures,
    List<String> references,
    int buckets,
    List<String> axes,
    List<CellConfig> cells) {

  /** Copies the lists. */
  public SweepConfig {
    figures = List.copyOf(figures);
    references = List.copyOf(references);
    axes = List.copyOf(axes);
    cells = List.copyOf(cells);
  }
}
