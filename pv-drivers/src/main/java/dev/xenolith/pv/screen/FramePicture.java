package dev.xenolith.pv.screen;

import dev.xenolith.abi.io.XenfbPage;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.ForeignMemory;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.xenbus.DeviceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A front end's picture: where it is in its memory, and how it is laid out. */
final class FramePicture implements Picture {
  /** As large as pictures of anybody are: the memory for one is taken on the host. */
  private static final int MOST_SIDE = 8192;

  /** How much is looked at in one go. */
  private static final int BLOCK_BYTES = 64 << 10;

  private final ForeignMemory memory;
  private final DomId owner;
  private final long[] frames;
  private final int bytes;
  private final int width;
  private final int height;
  private final int lineBytes;
  private final int offset;
  private final PixelFormat format;

  private FramePicture(ForeignMemory memory, DomId owner, long[] frames, int bytes, Shape shape)
      throws DeviceException {
    this.memory = memory;
    this.owner = owner;
    this.frames = frames;
    this.bytes = bytes;
    width = shape.width;
    height = shape.height;
    lineBytes = shape.lineBytes;
    offset = shape.offset;
    format = PixelFormat.ofDepth(shape.depth);
    check();
  }

  /** How the pixels lie in the picture's memory. */
  record Shape(int width, int height, int lineBytes, int depth, int offset) {}

  /**
   * The picture that a shared page describes.
   *
   * @param most how many bytes of memory it may take
   * @throws DeviceException when the description makes no sense
   */
  static FramePicture of(ForeignMemory memory, DomId owner, GuestBytes page, Abi abi, int most)
      throws DeviceException, ServiceException {
    int bytes = XenfbPage.MEM_LENGTH.get(page, 0, abi);
    if (bytes <= 0 || bytes > most) {
      throw new DeviceException(
          "mem_length is %d; at most %d are allowed"
              .formatted(Integer.toUnsignedLong(bytes), most));
    }
    Shape shape =
        new Shape(
            XenfbPage.WIDTH.get(page, 0, abi),
            XenfbPage.HEIGHT.get(page, 0, abi),
            XenfbPage.LINE_LENGTH.get(page, 0, abi),
            XenfbPage.DEPTH.get(page, 0, abi),
            0);
    return new FramePicture(memory, owner, frames(memory, owner, page, abi, bytes), bytes, shape);
  }

  private static long[] frames(
      ForeignMemory memory, DomId owner, GuestBytes page, Abi abi, int bytes)
      throws ServiceException, DeviceException {
    int count = (bytes + Mfn.PAGE_SIZE - 1) / Mfn.PAGE_SIZE;
    int numbersBytes = count * abi.wordBytes;
    int directories = (numbersBytes + Mfn.PAGE_SIZE - 1) / Mfn.PAGE_SIZE;
    if (directories > XenfbPage.MOST_DIRECTORIES) {
      throw new DeviceException("mem_length is %d: too much for the directory".formatted(bytes));
    }
    byte[] directory = page.copy(XenfbPage.PD.at(abi, 0), directories * abi.wordBytes);
    byte[] numbers = new byte[numbersBytes];
    memory.copyFrom(owner, words(directory, abi), 0, numbers, 0, numbersBytes);
    return words(numbers, abi);
  }

  private static long[] words(byte[] from, Abi abi) {
    ByteBuffer bytes = ByteBuffer.wrap(from).order(ByteOrder.LITTLE_ENDIAN);
    long[] words = new long[from.length / abi.wordBytes];
    for (int i = 0; i < words.length; i++) {
      words[i] = abi == Abi.PV32 ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
    }
    return words;
  }

  /** The same memory laid out in another way. */
  FramePicture resized(Shape shape) throws DeviceException {
    return new FramePicture(memory, owner, frames, bytes, shape);
  }

  private void check() throws DeviceException {
    boolean sides = width > 0 && width <= MOST_SIDE && height > 0 && height <= MOST_SIDE;
    boolean lines = lineBytes >= (long) width * format.bytes && lineBytes <= bytes && offset >= 0;
    long end = offset + (height - 1L) * lineBytes + (long) width * format.bytes;
    if (!sides || !lines || end > bytes) {
      throw new DeviceException(
          "a picture of %d x %d in %d bytes, each line %d, from %d on, makes no sense"
              .formatted(width, height, bytes, lineBytes, offset));
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int[] copy(Area area) throws ServiceException {
    int[] pixels = new int[area.width() * area.height()];
    int rowBytes = area.width() * format.bytes;
    int linesAtOnce = Math.max(1, BLOCK_BYTES / lineBytes);
    byte[] block = new byte[Math.min(linesAtOnce, area.height()) * lineBytes];
    for (int y = 0; y < area.height(); y += linesAtOnce) {
      int lines = Math.min(linesAtOnce, area.height() - y);
      long from = offset + (area.y() + (long) y) * lineBytes + (long) area.x() * format.bytes;
      memory.copyFrom(owner, frames, from, block, 0, (lines - 1) * lineBytes + rowBytes);
      for (int line = 0; line < lines; line++) {
        format.convert(block, line * lineBytes, area.width(), pixels, (y + line) * area.width());
      }
    }
    return pixels;
  }
}
