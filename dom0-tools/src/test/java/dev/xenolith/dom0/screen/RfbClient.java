package dev.xenolith.dom0.screen;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** A viewer, as RFC 6143 describes it: written for tests from the standard alone. */
final class RfbClient implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final Inflater inflater = new Inflater();
  int width;
  int height;
  String name;
  int[] pixels;

  RfbClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** Agrees on a version; answers the kinds of security that are offered. */
  byte[] greet(String version) throws IOException {
    in.readNBytes(12);
    out.write(version.getBytes(StandardCharsets.US_ASCII));
    return in.readNBytes(in.readUnsignedByte());
  }

  /** Chooses a kind of security that asks for nothing; answers the result. */
  int chooseNone() throws IOException {
    out.writeByte(1);
    return in.readInt();
  }

  /** Chooses the password; answers the result. */
  int choosePassword(String password) throws Exception {
    out.writeByte(2);
    byte[] challenge = in.readNBytes(16);
    byte[] key = new byte[8];
    for (int i = 0; i < password.length(); i++) {
      for (int bit = 0; bit < 8; bit++) {
        key[i] |= (byte) ((password.charAt(i) >> bit & 1) << 7 - bit);
      }
    }
    Cipher des = Cipher.getInstance("DES/ECB/NoPadding");
    des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
    out.write(des.doFinal(challenge));
    return in.readInt();
  }

  String reason() throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.US_ASCII);
  }

  void begin() throws IOException {
    out.writeByte(1);
    width = in.readUnsignedShort();
    height = in.readUnsignedShort();
    in.readNBytes(16);
    name = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    pixels = new int[width * height];
  }

  void encodings(int... encodings) throws IOException {
    out.writeShort(2 << 8);
    out.writeShort(encodings.length);
    for (int encoding : encodings) {
      out.writeInt(encoding);
    }
  }

  void ask(boolean incremental) throws IOException {
    out.writeByte(3);
    out.writeByte(incremental ? 1 : 0);
    out.writeInt(0);
    out.writeShort(width);
    out.writeShort(height);
  }

  void key(int symbol, boolean down) throws IOException {
    out.writeByte(4);
    out.writeByte(down ? 1 : 0);
    out.writeShort(0);
    out.writeInt(symbol);
  }

  void pointer(int buttons, int x, int y) throws IOException {
    out.writeByte(5);
    out.writeByte(buttons);
    out.writeShort(x);
    out.writeShort(y);
  }

  void send(byte[] raw) throws IOException {
    out.write(raw);
  }

  /** Takes one update; answers the encodings of its rectangles' last one. */
  int update() throws IOException, DataFormatException {
    in.readShort();
    int encoding = 0;
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      int x = in.readUnsignedShort();
      int y = in.readUnsignedShort();
      int w = in.readUnsignedShort();
      int h = in.readUnsignedShort();
      encoding = in.readInt();
      switch (encoding) {
        case 0 -> {
          for (int i = 0; i < w * h; i++) {
            pixels[(y + i / w) * width + x + i % w] = Integer.reverseBytes(in.readInt());
          }
        }
        case 16 -> zrle(x, y, w, h);
        case -223 -> {
          width = w;
          height = h;
          pixels = new int[w * h];
        }
        default -> throw new IOException("encoding " + encoding);
      }
    }
    return encoding;
  }

  private void zrle(int x, int y, int w, int h) throws IOException, DataFormatException {
    inflater.setInput(in.readNBytes(in.readInt()));
    byte[] plain = new byte[w * h * 4 + 4096];
    int count = 0;
    for (int n = inflater.inflate(plain); n > 0; n = inflater.inflate(plain, count, 1024)) {
      count += n;
    }
    DataInputStream tiles = new DataInputStream(new ByteArrayInputStream(plain, 0, count));
    for (int ty = 0; ty < h; ty += 64) {
      for (int tx = 0; tx < w; tx += 64) {
        tile(tiles, x + tx, y + ty, Math.min(64, w - tx), Math.min(64, h - ty));
      }
    }
  }

  private static int compact(DataInputStream in) throws IOException {
    return in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
  }

  private void tile(DataInputStream in, int x, int y, int w, int h) throws IOException {
    int colours = in.readUnsignedByte();
    int[] palette = new int[colours];
    for (int i = 0; i < colours; i++) {
      palette[i] = compact(in);
    }
    int bits = colours == 2 ? 1 : colours <= 4 ? 2 : 4;
    for (int row = 0; row < h; row++) {
      int have = 0;
      int packed = 0;
      for (int column = 0; column < w; column++) {
        int colour;
        if (colours == 0) {
          colour = compact(in);
        } else if (colours == 1) {
          colour = palette[0];
        } else {
          if (have == 0) {
            packed = in.readUnsignedByte();
            have = 8;
          }
          have -= bits;
          colour = palette[packed >> have & (1 << bits) - 1];
        }
        pixels[(y + row) * width + x + column] = colour;
      }
    }
  }

  /** Whether the server has hung up. */
  boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true; // it has left bytes unread
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    socket.close();
  }
}
