package dev.xenolith.dom0.screen;

import dev.xenolith.pv.screen.Area;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * Part of what a domain showed at one moment.
 *
 * @param width of the whole picture
 * @param height of the whole picture
 * @param pixels of the area, line by line, as 0x00RRGGBB
 */
public record Snapshot(int width, int height, Area area, int[] pixels) {
  /** As a PNG file. */
  public byte[] png() {
    BufferedImage image =
        new BufferedImage(area.width(), area.height(), BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, area.width(), area.height(), pixels, 0, area.width());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return out.toByteArray();
  }
}
