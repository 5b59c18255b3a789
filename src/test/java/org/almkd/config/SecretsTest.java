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

  @Test
  void userPartsOfAddressesAreMasked() {
    assertThat(Secrets.mask("Cannot read s3a://key:hunter2@bucket/a@b: s3a://key@bucket"))
        .isEqualTo("Cannot read s3a://***@bucket/a@b: s3a://***@bucket");
    assertThat(Secrets.mask("s3a://key:hun/ter2@bucket/a@b")).isEqualTo("s3a://***@bucket/a@b");
    assertThat(Secrets.mask("hdfs://host:8020/me@x")).isEqualTo("hdfs://host:8020/me@x");
    assertThat(Secrets.mask("xabfss://key@host and abfss://c:hunter2@host"))
        .isEqualTo("xabfss://***@host and abfss://***@host");
  }

  @Test
  void containersOfAzureAreNoUsers() {
    for (String scheme : new String[] {"abfs", "abfss", "wasb", "wasbs"}) {
      String address = scheme + "://container@account.dfs.core.windows.net/runs";
      assertThat(Secrets.areIn(address)).isFalse();
      assertThat(Secrets.mask(address)).isEqualTo(address);
    }
  }
}
