package org.almkd.data;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ServiceRegistry;

/**
 * The readers of image files: the JDK's own for PNG, and for JPEG the one of TwelveMonkeys, which
 * leaves decompression to the JDK's but reads what that refuses. Which they are does not depend on
 * what else is on the class path, and others that use javax.imageio do not see them.
 */
final class ImageReaders {
  private static final String PNG = "com.sun.imageio.plugins.png.PNGImageReaderSpi";
  private static final String JPEG = "com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi";

  private static final ImageReaderSpi PNG_PROVIDER = ofTheJdk(PNG);
  private static final ImageReaderSpi JPEG_PROVIDER = overTheJdk();

  private ImageReaders() {}

  static ImageReader png() throws IOException {
    return PNG_PROVIDER.createReaderInstance();
  }

  static ImageReader jpeg() throws IOException {
    return JPEG_PROVIDER.createReaderInstance();
  }

  private static ImageReaderSpi ofTheJdk(String name) {
    Iterator<ImageReaderSpi> found =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(
                ImageReaderSpi.class,
                provider -> provider.getClass().getName().equals(name),
                false);
    return found.next();
  }

  /** The provider looks for the JDK's where it is registered. */
  private static ImageReaderSpi overTheJdk() {
    ServiceRegistry registry =
        new ServiceRegistry(List.<Class<?>>of(ImageReaderSpi.class).iterator());
    registry.registerServiceProvider(ofTheJdk(JPEG), ImageReaderSpi.class);
    JPEGImageReaderSpi provider = new JPEGImageReaderSpi();
    registry.registerServiceProvider(provider, ImageReaderSpi.class);
    return provider;
  }
}
