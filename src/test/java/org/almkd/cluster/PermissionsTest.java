package org.almkd.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class PermissionsTest {
  private static final String PODS = "/api/v1/namespaces/almkd/pods";

  private final Permissions permissions =
      new Permissions(
          new RoleBuilder()
              .addNewRule()
              .withResources("pods")
              .withVerbs("create", "get", "watch", "deletecollection")
              .endRule()
              .build());

  @Test
  void whatARuleNamesIsAllowed() {
    assertThat(
            permissions.refused(
                List.of(
                    "POST " + PODS,
                    "GET " + PODS + "/one",
                    "GET " + PODS + "?labelSelector=a%3Db&watch=true",
                    "DELETE " + PODS + "?labelSelector=a%3Db")))
        .isEmpty();
  }

  @Test
  void everythingElseIsRefused() {
    List<String> requests =
        List.of(
            "GET " + PODS,
            "DELETE " + PODS + "/one",
            "PATCH " + PODS + "/one",
            "POST /api/v1/namespaces/almkd/services",
            "GET /api/v1/nodes",
            "POST /apis/apps/v1/namespaces/almkd/deployments");
    assertThat(permissions.refused(requests)).isEqualTo(requests);
  }
}
