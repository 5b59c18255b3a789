package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlasKernelsTest {
  private static final String INTEL = "vendor_id\t: GenuineIntel";
  private static final String AMD = "vendor_id\t: AuthenticAMD";
  private static final String AVX2 = "flags\t\t: fpu avx avx2 avx512f";
  private static final String AVX = "flags\t\t: fpu avx avx2x";

  @Test
  void intelsWithAvx2UseItsKernelsWhateverTheirName() {
    assertThat(BlasKernels.choice(List.of(INTEL, AVX2), Map.of())).contains("Haswell");
    assertThat(BlasKernels.choice(List.of(INTEL, "flags : avx2"), Map.of())).contains("Haswell");
  }

  @Test
  void otherProcessorsAreLeftToOpenBlas() {
    assertThat(BlasKernels.choice(List.of(AMD, AVX2), Map.of())).isEmpty();
    assertThat(BlasKernels.choice(List.of(INTEL, AVX), Map.of())).isEmpty();
    assertThat(BlasKernels.choice(List.of(), Map.of())).isEmpty();
  }

  @Test
  void whatTheUserHasSetStands() {
    assertThat(BlasKernels.choice(List.of(INTEL, AVX2), Map.of("OPENBLAS_CORETYPE", "SkylakeX")))
        .isEmpty();
  }
}
