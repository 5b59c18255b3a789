package org.almkd.config;

import static org.almkd.config.Configurations.problems;
import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImageConfigTest {
  private static final String IDX = "data { source = idx, idx.path = images, classes = 10 }\n";

  @Test
  void everyFamilyHasItsOwnSizes() {
    assertThat(student("kind = wide-resnet, depth = 22, widening = 4"))
        .isEqualTo(new Architecture.WideResNet(22, 4));
    assertThat(student("kind = resnet, depth = 56")).isEqualTo(new Architecture.ResNet(56));
    assertThat(student("kind = densenet, depth = 40, growth = 24"))
        .isEqualTo(new Architecture.DenseNet(40, 24));
  }

  private static Architecture student(String architecture) {
    return read(IDX + "student.architecture { " + architecture + " }").student().architecture();
  }

  @Test
  void cifarSourcesAreMapped() {
    assertThat(
            read("data { source = cifar10, cifar10 { path = c, scale = 2, train-limit = 3, test-limit = 4 } }")
                .data()
                .source())
        .isEqualTo(new DataSource.Cifar(DataSource.Cifar.Labels.TEN, "c", 2, 3, 4));
    assertThat(read("data { source = cifar100, cifar100.path = c }").data().source())
        .isEqualTo(new DataSource.Cifar(DataSource.Cifar.Labels.FINE, "c", 255, 0, 0));
    assertThat(
            read("data { source = cifar100, cifar100 { path = c, label = coarse } }")
                .data()
                .source())
        .isEqualTo(new DataSource.Cifar(DataSource.Cifar.Labels.COARSE, "c", 255, 0, 0));
    assertThat(problems("data { source = cifar100, classes = 100 }"))
        .singleElement()
        .asString()
        .contains("data.cifar100.path is not set");
  }

  @Test
  void namesTellFamiliesAndSizes() {
    assertThat(new Architecture.WideResNet(16, 8).describe()).isEqualTo("wide-resnet-16-8");
    assertThat(new Architecture.ResNet(110).describe()).isEqualTo("resnet-110");
    assertThat(new Architecture.DenseNet(40, 12).describe()).isEqualTo("densenet-40-12");
  }

  @Test
  void assistantsTakeTheStudentsSizes() {
    AssistantConfig assistant =
        read(IDX
                + "student.architecture { kind = wide-resnet, depth = 16, widening = 1 }, method = takd\n"
                + "takd.assistants = [ { name = a, architecture.widening = 3 } ]")
            .assistants()
            .get(0);
    assertThat(assistant.network().architecture()).isEqualTo(new Architecture.WideResNet(16, 3));
  }

  @Test
  void depthsThatAFamilyDoesNotHaveAreNamedWithTheNearest() {
    assertThat(problems(IDX + "student.architecture { kind = resnet, depth = 18 }"))
        .singleElement()
        .asString()
        .contains(
            "student.architecture.depth = 18; expected 8, 14, 20, ... for kind = resnet; the nearest is 20");
    assertThat(problems(IDX + "student.architecture { kind = wide-resnet, depth = 3 }"))
        .singleElement()
        .asString()
        .contains("depth = 3; expected 10, 16, 22, ... for kind = wide-resnet; the nearest is 10");
    assertThat(problems(IDX + "teachers = [{ architecture { kind = densenet, depth = 41 } }]"))
        .singleElement()
        .asString()
        .contains("depth = 41; expected 7, 10, 13, ... for kind = densenet; the nearest is 40");
  }

  @Test
  void sizesBelowOneAreRefused() {
    assertThat(problems(IDX + "student.architecture { kind = wide-resnet, widening = 0 }"))
        .singleElement()
        .asString()
        .contains("student.architecture.widening");
    assertThat(problems(IDX + "student.architecture { kind = densenet, depth = 40, growth = 0 }"))
        .singleElement()
        .asString()
        .contains("student.architecture.growth");
  }

  @Test
  void networksForImagesNeedASourceOfImages() {
    assertThat(problems("student.architecture.kind = resnet, student.architecture.depth = 8"))
        .singleElement()
        .asString()
        .contains(
            "data.source = csv has no images, which resnet-8 takes; expected idx, cifar10, cifar100, files of images, or parquet with data.parquet.image");
  }

  @Test
  void pixelsAreNotStandardisedOneByOne() {
    assertThat(
            problems(
                IDX
                    + "data.standardize = true, teachers = [{ architecture { kind = resnet, depth = 8 } }]"))
        .singleElement()
        .asString()
        .contains("data.standardize = true with resnet-8; expected false");
    assertThat(problems(IDX + "data.standardize = true")).isEmpty();
  }

  @Test
  void dl4jsMasterDoesNotTrainThem() {
    assertThat(
            problems(
                IDX
                    + "student.architecture { kind = resnet, depth = 8 }, train.averaging.master = dl4j"))
        .singleElement()
        .asString()
        .contains("train.averaging.master = dl4j with resnet-8; expected rounds");
  }

  @Test
  void filesOfImagesAreMapped() {
    DataConfig data =
        read("data { source = stanford-cars, stanford-cars { path = c, crop-to-box = true, train-limit = 3 }\n"
                + "images { side = 96, on-bad-record = skip, crop = 80, mean = [0.1, 0.2, 0.3], deviation = [1, 2, 3] } }")
            .data();
    assertThat(data.source())
        .isEqualTo(
            new DataSource.ImageFiles(DataSource.ImageFiles.Layout.STANFORD_CARS, "c", true, 3, 0));
    assertThat(data.images())
        .isEqualTo(
            new ImageConfig(
                96,
                OnBadRecord.SKIP,
                80,
                List.of(0.1, 0.2, 0.3),
                List.of(1.0, 2.0, 3.0),
                AugmentationConfig.NONE));
    assertThat(problems("data.source = image-folder"))
        .singleElement()
        .asString()
        .contains("data.image-folder.path is not set");
  }

  @Test
  void augmentationIsRefusedWhereItDoesNotFit() {
    String flip = "data.images.augmentation { flip = true, soft-labels = views }\n";
    assertThat(problems(flip))
        .singleElement()
        .asString()
        .contains("data.source = csv has no images, which data.images.augmentation changes");
    assertThat(problems(IDX + flip)).isEmpty();
    assertThat(problems(IDX + flip + "data.standardize = true"))
        .singleElement()
        .asString()
        .contains("data.standardize = true with data.images.augmentation; expected false");
    assertThat(problems(IDX + flip + "method = doubt, teachers = [{ source = train }]"))
        .singleElement()
        .asString()
        .contains("soft-labels = views with method = doubt; expected clean");
    assertThat(
            problems(
                IDX + flip + "teachers = [{ source = logits, logits { path = l, logits = x } }]"))
        .singleElement()
        .asString()
        .contains("soft-labels = views with a teacher whose logits were computed elsewhere");
    assertThat(problems(IDX + "data.images.augmentation { pad = 2, least-area = 0.5 }"))
        .singleElement()
        .asString()
        .contains(
            "data.images.augmentation.pad = 2 with data.images.augmentation.least-area = 0.5");
    assertThat(problems(IDX + "data.images.augmentation.least-area = 0"))
        .singleElement()
        .asString()
        .contains("data.images.augmentation.least-area = 0; expected a number in (0, 1]");
    assertThat(problems(IDX + "data.images.mean = [0.5]"))
        .singleElement()
        .asString()
        .contains("data.images.mean has 1 numbers and data.images.deviation 0; expected as many");
  }

  @Test
  void liveTeachersMustBeNetworksThatRoundsRun() {
    String live = IDX + "data.images.augmentation { flip = true, soft-labels = live }\n";
    assertThat(problems(live)).isEmpty();
    assertThat(read(live).data().images().augmentation().runsTeachers()).isTrue();
    assertThat(
            read(IDX + "data.images.augmentation.soft-labels = live")
                .data()
                .images()
                .augmentation()
                .runsTeachers())
        .as("pictures that are not changed have the logits that are stored")
        .isFalse();
    String allowed =
        "; expected clean, since there are logits of the rows alone, and none of their views; or teachers of source = train without folds or source = dl4j, and a method out of labels, fixed, alm-kd, amal, takd, dgkd";
    assertThat(problems(live + "method = doubt, teachers = [{ source = train }]"))
        .singleElement()
        .asString()
        .contains("soft-labels = live with method = doubt" + allowed);
    assertThat(problems(live + "baselines = [{ method = doubt }]"))
        .singleElement()
        .asString()
        .contains("soft-labels = live with method = doubt");
    assertThat(problems(live + "teachers = [{ source = logits, logits { path = l, logits = x } }]"))
        .singleElement()
        .asString()
        .contains(
            "soft-labels = live with a teacher whose logits were computed elsewhere" + allowed);
    assertThat(problems(live + "teachers = [{ source = train, folds = 3 }]"))
        .singleElement()
        .asString()
        .contains("soft-labels = live with a teacher of several folds" + allowed);
    assertThat(problems(live + "train.averaging.master = dl4j"))
        .singleElement()
        .asString()
        .contains("soft-labels = live with train.averaging.master = dl4j; expected rounds");
  }

  @Test
  void aColumnOfPicturesMakesParquetASourceOfImages() {
    String parquet = "data { source = parquet, parquet.path = p, classes = 3 }\n";
    String networks = "student.architecture { kind = resnet, depth = 8 }\n";
    assertThat(problems(parquet + networks))
        .singleElement()
        .asString()
        .contains(
            "data.source = parquet has no images, which resnet-8 takes",
            "or parquet with data.parquet.image");
    String image = parquet + networks + "data.parquet.image = picture\n";
    assertThat(read(image + "data.images.augmentation.flip = true").data().source())
        .isEqualTo(new DataSource.Parquet("p", "", "label", "", "", List.of(), "picture"));
    assertThat(problems(image + "data.parquet.features = [a]"))
        .singleElement()
        .asString()
        .contains(
            "data.parquet.image = picture with data.parquet.features; expected one of the two");
    assertThat(problems(image + "data.parquet.id = picture"))
        .singleElement()
        .asString()
        .contains("column picture is named by data.parquet.id and again by data.parquet.image");
  }

  @Test
  void recordsRefuseWhatNoReaderLetThrough() {
    assertThatThrownBy(() -> new Architecture.ResNet(9))
        .hasMessage("no resnet has 9 layers; expected 8, 14, 20, ...");
    assertThatThrownBy(() -> new Architecture.WideResNet(16, 0))
        .hasMessage("found widening = 0; expected at least 1");
    assertThatThrownBy(() -> new Architecture.DenseNet(40, 0))
        .hasMessage("found growth = 0; expected at least 1");
  }
}
