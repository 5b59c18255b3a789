package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.almkd.data.InputShape;
import org.almkd.data.InvalidDataException;
import org.junit.jupiter.api.Test;

class ModelCardTest {
  private static final InputShape.Image PICTURE = new InputShape.Image(3, 2, 2);

  private static ModelCard card(List<String> inputs, InputShape input) {
    return new ModelCard("resnet-8", inputs, input, "", List.of("cat", "dog"), false, "ab", "cd");
  }

  private static byte[] written(ModelCard card) {
    return card.toJson(Results.data(0, false));
  }

  @Test
  void columnsAreNamedAndReadBack() {
    ModelCard card = card(List.of("age", "height"), new InputShape.Flat(2));
    assertThat(Results.json(written(card)).path("inputs")).hasSize(2);
    assertThat(ModelCard.parse("model.json", written(card))).isEqualTo(card);
  }

  @Test
  void pixelsAreNotNamedOneByOneYetReadBack() {
    ModelCard card = card(PICTURE.pixelNames(), PICTURE);
    assertThat(Results.json(written(card)).has("inputs")).isFalse();
    ModelCard read = ModelCard.parse("model.json", written(card));
    assertThat(read).isEqualTo(card);
    assertThat(read.inputs()).hasSize(12).startsWith("pixel0", "pixel1");
  }

  @Test
  void columnsThatAreSeenAsAPictureKeepTheirNames() {
    List<String> names = List.of("a", "b", "c", "d");
    ModelCard card = card(names, new InputShape.Image(1, 2, 2));
    assertThat(ModelCard.parse("model.json", written(card)).inputs()).isEqualTo(names);
  }

  @Test
  void aCardWithNeitherColumnsNorShapeIsRefused() {
    assertThatThrownBy(
            () -> ModelCard.parse("model.json", "{\"classes\": [\"a\"]}".getBytes(UTF_8)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("model.json")
        .hasMessageContaining("inputs");
  }
}
