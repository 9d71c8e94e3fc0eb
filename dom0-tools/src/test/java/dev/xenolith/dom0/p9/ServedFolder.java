package dev.xenolith.dom0.p9;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.pv.p9.P9Reply;
import dev.xenolith.pv.p9.P9Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder that a test serves to itself, with fid 0 for its root. */
final class ServedFolder {
  static final int MESSAGE = 8192;
  static final int RDWR = 2;
  static final int CREATE = 0x40;
  static final int EXCL = 0x80;
  static final int TRUNC = 0x200;

  final P9Server server;
  private int nextFid = 1;

  ServedFolder(Path folder) {
    server = new P9Server(folder.toString().getBytes(StandardCharsets.UTF_8));
    ask(new P9Request.Version(MESSAGE, "9P2000.L"), P9Reply.Version.class);
    ask(new P9Request.Attach(0, 0), P9Reply.One.class);
  }

  <R extends P9Reply> R ask(P9Request request, Class<R> kind) {
    return assertInstanceOf(kind, server.answer(request), request.toString());
  }

  void done(P9Request request) {
    ask(request, P9Reply.Done.class);
  }

  void refused(XenErrno why, P9Request request) {
    assertEquals(new P9Reply.Error(why), server.answer(request), request.toString());
  }

  /** A new fid for what is found by these steps from the root. */
  int walk(String... steps) {
    int fid = nextFid++;
    P9Reply.Walked walked = ask(new P9Request.Walk(0, fid, List.of(steps)), P9Reply.Walked.class);
    assertEquals(steps.length, walked.qids().size(), String.join("/", steps));
    return fid;
  }

  int open(int flags, String... steps) {
    int fid = walk(steps);
    ask(new P9Request.Lopen(fid, flags), P9Reply.Opened.class);
    return fid;
  }

  /** A new file in the root, open for reading and writing. */
  int create(String name, int mode) {
    int fid = walk();
    ask(new P9Request.Lcreate(fid, name, RDWR | CREATE | EXCL, mode, 0), P9Reply.Opened.class);
    return fid;
  }

  void write(int fid, long offset, String text) {
    byte[] data = text.getBytes(StandardCharsets.ISO_8859_1);
    assertEquals(
        data.length, ask(new P9Request.Write(fid, offset, data), P9Reply.Written.class).count());
  }

  String read(int fid, long offset, int count) {
    byte[] data = ask(new P9Request.Read(fid, offset, count), P9Reply.Data.class).bytes();
    return new String(data, StandardCharsets.ISO_8859_1);
  }

  P9Reply.Attributes attributes(int fid) {
    return ask(new P9Request.Getattr(fid), P9Reply.Attributes.class);
  }

  /** All names in a directory, read in replies of this size. */
  List<String> list(int count, String... steps) {
    int fid = open(0, steps);
    List<String> names = new ArrayList<>();
    long offset = 0;
    while (true) {
      List<P9Reply.Entry> some =
          ask(new P9Request.Readdir(fid, offset, count), P9Reply.Entries.class).entries();
      if (some.isEmpty()) {
        done(new P9Request.Clunk(fid));
        return names;
      }
      some.forEach(e -> names.add(e.name()));
      offset = some.getLast().next();
    }
  }
}
