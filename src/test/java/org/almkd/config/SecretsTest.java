package org.almkd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What counts as a credential of the environment. */
class SecretsTest {
  @Test
  void namesThatSoundLikeCredentialsCount() {
    for (String name :
        new String[] {"AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "DB_PASSWORD", "my_api_key"}) {
      assertThat(Secrets.ofEnvironment(Map.of(name, "hush-hush"))).containsExactly("hush-hush");
    }
  }

  @Test
  void pathsShortValuesAndOtherNamesDoNotCount() {
    assertThat(
            Secrets.ofEnvironment(
                Map.of(
                    "AWS_WEB_IDENTITY_TOKEN_FILE",
                    "/var/run/token",
                    "TOKEN_LIMIT",
                    "100",
                    "HOME",
                    "hush-hush")))
        .isEmpty();
  }
}
