package dev.xenolith.dom0.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Speaks to a host: HTTP/1.1 over its unix socket, one connection for each request. As little as
 * that takes, because every command starts with it.
 */
public final class HostClient {
  private static final int FIRST_STATUS = 100;
  private static final int OK = 200;
  private static final int SWITCHING = 101;
  private static final int FIRST_FAILURE = 400;
  private static final int MAX_LINE = 8192;
  private static final String VERSION = "HTTP/1.1 ";
  private static final int STATUS_DIGITS = 3;
  private static final int LENGTH_DIGITS = 9;

  private final Path socket;

  /** A client of the host behind this socket. */
  public HostClient(Path socket) {
    this.socket = socket;
  }

  /** Whether a host answers there. */
  public boolean isAlive() {
    try (SocketChannel _ = connect()) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw new NoHostException(socket, e);
    }
  }

  /** Asks and reads the whole answer; {@code body} may be null. */
  public Answer call(String method, String path, byte[] body) throws IOException, RefusedException {
    try (SocketChannel channel = connect()) {
      send(channel, method, path, body, "Connection: close\r\n");
      return answer(new BufferedInputStream(Channels.newInputStream(channel)));
    }
  }

  /** Reads something. */
  public Answer get(String path) throws IOException, RefusedException {
    return call("GET", path, null);
  }

  /** Does something; {@code json} may be empty. */
  public Answer post(String path, String json) throws IOException, RefusedException {
    return call("POST", path, json.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer that goes on: lines or bytes until one side ends it. */
  public Stream stream(String path) throws IOException, RefusedException {
    SocketChannel channel = connect();
    try {
      send(channel, "GET", path, null, "Connection: close\r\n");
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      Head head = Head.read(in);
      if (head.status != OK) {
        throw new RefusedException(head.status, head.body(in));
      }
      return new Stream(channel, head.chunked ? new ChunkedInput(in) : in, null);
    } catch (IOException | RefusedException e) {
      channel.close();
      throw e;
    }
  }

  /** A connection of raw bytes both ways. */
  public Stream pipe(String path, String protocol) throws IOException, RefusedException {
    SocketChannel channel = connect();
    try {
      send(channel, "GET", path, null, "Connection: Upgrade\r\nUpgrade: " + protocol + "\r\n");
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      Head head = Head.read(in);
      if (head.status != SWITCHING) {
        throw new RefusedException(head.status, head.body(in));
      }
      return new Stream(channel, in, Channels.newOutputStream(channel));
    } catch (IOException | RefusedException e) {
      channel.close();
      throw e;
    }
  }

  /** Something read from the host that goes on. */
  public record Stream(SocketChannel channel, InputStream in, OutputStream out)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static void send(
      SocketChannel channel, String method, String path, byte[] body, String headers)
      throws IOException {
    String length = body == null ? "" : "Content-Length: " + body.length + "\r\n";
    String head =
        method + " " + path + " HTTP/1.1\r\nHost: xenolith\r\n" + length + headers + "\r\n";
    OutputStream out = Channels.newOutputStream(channel);
    out.write(head.getBytes(StandardCharsets.UTF_8));
    if (body != null) {
      out.write(body);
    }
  }

  private static Answer answer(InputStream in) throws IOException, RefusedException {
    Head head = Head.read(in);
    byte[] body = head.body(in);
    if (head.status >= FIRST_FAILURE) {
      throw new RefusedException(head.status, body);
    }
    return new Answer(body);
  }

  /** Status line and the headers that matter. */
  private record Head(int status, int length, boolean chunked) {
    static Head read(InputStream in) throws IOException {
      String status = line(in);
      int number = status.startsWith(VERSION) ? number(code(status), STATUS_DIGITS) : -1;
      if (number < FIRST_STATUS) {
        throw new IOException("this is no host of ours: '" + status + "'");
      }
      int length = -1;
      boolean chunked = false;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          String digits = lower.substring(lower.indexOf(':') + 1).strip();
          length = number(digits, LENGTH_DIGITS);
          if (length < 0) {
            throw new IOException("this is no host of ours: a body of '" + digits + "' bytes");
          }
        }
        chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
      }
      return new Head(number, length, chunked);
    }

    /** What stands between the version and the reason, if there is one. */
    private static String code(String status) {
      int blank = status.indexOf(' ', VERSION.length());
      return status.substring(VERSION.length(), blank < 0 ? status.length() : blank);
    }

    /** So many digits at most, as a number; -1 for all else. No regular expressions: see above. */
    private static int number(String text, int digits) {
      if (text.isEmpty() || text.length() > digits) {
        return -1;
      }
      int number = 0;
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) < '0' || text.charAt(i) > '9') {
          return -1;
        }
        number = number * 10 + text.charAt(i) - '0';
      }
      return number;
    }

    byte[] body(InputStream in) throws IOException {
      if (chunked) {
        return new ChunkedInput(in).readAllBytes();
      }
      return length < 0 ? in.readAllBytes() : in.readNBytes(length);
    }
  }

  static String line(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || bytes.size() == MAX_LINE) {
        throw new EOFException("the host broke off");
      }
      bytes.write(b);
    }
    return bytes.toString(StandardCharsets.UTF_8).strip();
  }
}
