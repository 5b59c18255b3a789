package org.almkd.method;

import static org.assertj.core.api.Assertions.assertThat;

import org.almkd.data.PreparedData;
import org.almkd.storage.StoreEntry;
import org.almkd.teacher.SoftLabels;
import org.junit.jupiter.api.Test;

class SparkStoreAuditTest {
  @Test
  void storeKnowsTheKindsThatRunsBuild() {
    assertThat(StoreEntry.KINDS)
        .containsExactlyInAnyOrder(PreparedData.KIND, SparkNetworks.NETWORKS, SoftLabels.KIND);
  }
}
