package org.almkd.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.almkd.data.ImageBatchBenchmark;
import org.almkd.model.ImageInferenceBenchmark;
import org.almkd.model.ImageTeacherBenchmark;
import org.almkd.train.ImageStepBenchmark;

/** Networks for images on one thread: steps, inference, and what a teacher says, beside PyTorch. */
final class ImageBench {
  /** Most of our time by PyTorch's of the same run. */
  private static final Map<String, Double> MOST_BY_TORCH =
      Map.of(
          Torch.RATIO + "image-step-" + ImageNetworks.WRN_16_1, 3.2,
          Torch.RATIO + "image-inference-" + ImageNetworks.WRN_16_1, 2.0);

  private ImageBench() {}

  static List<Measurement> run(Torch torch) {
    List<Measurement> ours = new ArrayList<>();
    ours.addAll(timed(ImageStepBenchmark.class, "image-step-"));
    ours.addAll(timed(ImageInferenceBenchmark.class, "image-inference-"));
    List<Measurement> passes = timed(ImageTeacherBenchmark.class, "image-teacher-");
    ours.addAll(passes);
    List<Measurement> all = new ArrayList<>(ours);
    all.addAll(
        JmhBench.run(
            ImageBatchBenchmark.class, "ms", c -> "image-batch-" + c.parameter("pictures")));
    passes.forEach(pass -> all.add(imagesPerSecond(pass)));
    torch.compare("images", ours, ImageNetworks.sizes()).stream()
        .map(ImageBench::withTarget)
        .forEach(all::add);
    return all;
  }

  private static List<Measurement> timed(Class<?> type, String prefix) {
    return JmhBench.run(type, "ms", c -> prefix + c.parameter("network"));
  }

  private static Measurement imagesPerSecond(Measurement pass) {
    return Measurement.of(
        pass.name() + "-speed", "images/s", ImageTeacherBenchmark.ROWS / (pass.median() / 1e3));
  }

  private static Measurement withTarget(Measurement measurement) {
    Double most = MOST_BY_TORCH.get(measurement.name());
    return most == null ? measurement : measurement.atMost(most);
  }
}
