package org.almkd.mixing;

import java.io.Serializable;

/**
 * The numbers that shape the outer loss (eq 6 and 16): weightV L_V + beta L_D, both means of KL(q
 * || softmax(a*)) at temperature 1 after one look-ahead step.
 *
 * @param temperature tau of the inner loss (eq 2)
 * @param validationTermWeight weight of L_V, the chunk's validation batch
 * @param trainTermWeight beta, weight of L_D, the chunk itself
 * @param lookAheadBatchSize n of eq 7 to 9; 0: all rows of the chunk
 * @param target q
 */
public record OuterLoss(
    double temperature,
    double validationTermWeight,
    double trainTermWeight,
    int lookAheadBatchSize,
    OuterTarget target)
    implements Serializable {}
