package dev.xenolith.pv.p9;

import dev.xenolith.abi.io.Xen9pfsDataIntf;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.testkit.FakeDomain;
import dev.xenolith.pv.testkit.FakeWorld;
import dev.xenolith.pv.xenbus.BackendBus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;

/** A front end that a test moves by hand, with the toolstack's part and a back end to talk to. */
final class TestClient implements Share {
  static final String BACK = "/local/domain/0/backend/9pfs/7/0";
  static final String FRONT = "/local/domain/7/device/9pfs/0";

  /** One pair of streams. */
  static final class Streams {
    GuestBytes indices;
    GuestBytes data;
    EvtchnPort port;

    int size() {
      return (int) data.size() / 2;
    }
  }

  final FakeWorld world = new FakeWorld(256);
  final FakeDomain domain = new FakeDomain(world, 7);
  final List<String> log = new ArrayList<>();
  final List<P9Request> requests = new ArrayList<>();
  final Queue<Runnable> held = new ArrayDeque<>();
  final List<Streams> streams = new ArrayList<>();
  Function<P9Request, P9Reply> answers = _ -> new P9Reply.Done();
  boolean holding;
  int resets;
  int bugs;

  TestClient() throws Exception {
    FakeDomain back = new FakeDomain(world, 0);
    Consumer<String> note = log::add;
    ShareShelf shelf = (domid, name) -> name.equals("0") ? Optional.of(this) : Optional.empty();
    new BackendBus(back, note).add(new P9Backend(back, shelf));
    makeNodes();
    world.run();
  }

  void makeNodes() {
    world.store().write(FRONT + "/backend", BACK);
    world.store().write(FRONT + "/state", "1");
    world.store().write(BACK + "/online", "1");
    world.store().write(BACK + "/state", "1");
    world.store().write(BACK + "/frontend", FRONT);
  }

  @Override
  public void submit(P9Request request, Consumer<P9Reply> done) {
    if (bugs > 0) {
      bugs--;
      throw new IllegalStateException("a bug of the share");
    }
    requests.add(request);
    Runnable answer = () -> done.accept(answers.apply(request));
    if (holding) {
      held.add(answer);
    } else {
      world.later(answer);
    }
  }

  @Override
  public void reset(Runnable then) {
    resets++;
    world.later(then);
  }

  String back(String name) {
    return world.store().find(BACK + "/" + name).orElse("none");
  }

  void write(String name, String value) {
    world.store().write(FRONT + "/" + name, value);
  }

  /** Shares streams of {@code 2^order} pages. */
  Streams add(int order) {
    Streams s = new Streams();
    Mfn page = world.newFrame();
    s.indices = domain.view(List.of(page));
    Xen9pfsDataIntf.RING_ORDER.put(s.indices, 0, Abi.PV64, order);
    List<Mfn> frames = new ArrayList<>();
    for (int i = 0; i < 1 << order; i++) {
      frames.add(world.newFrame());
      int ref = domain.grant(frames.get(i), false).raw();
      s.indices.putU32(Xen9pfsDataIntf.refAt(i), ref);
    }
    s.data = domain.view(frames);
    s.port = domain.offer(new DomId(0), () -> {});
    write("ring-ref" + streams.size(), Integer.toString(domain.grant(page, false).raw()));
    write("event-channel-" + streams.size(), Integer.toString(s.port.raw()));
    streams.add(s);
    return s;
  }

  void connect(int... orders) {
    streams.clear();
    for (int order : orders) {
      add(order);
    }
    write("num-rings", Integer.toString(orders.length));
    write("version", "1");
    write("state", "3");
    world.run();
  }

  /** Connects with the streams of the last time, emptied. */
  void reconnect() {
    for (int i = 0; i < streams.size(); i++) {
      Streams s = streams.get(i);
      for (var index :
          List.of(
              Xen9pfsDataIntf.IN_CONS,
              Xen9pfsDataIntf.IN_PROD,
              Xen9pfsDataIntf.OUT_CONS,
              Xen9pfsDataIntf.OUT_PROD)) {
        index.put(s.indices, 0, Abi.PV64, 0);
      }
      s.port = domain.offer(new DomId(0), () -> {});
      write("event-channel-" + i, Integer.toString(s.port.raw()));
    }
    write("state", "3");
    world.run();
  }

  /** Sends bytes and lets the world run. */
  void send(int ring, byte[] bytes) {
    Streams s = streams.get(ring);
    int at = Xen9pfsDataIntf.OUT_PROD.get(s.indices, 0, Abi.PV64);
    for (byte b : bytes) {
      s.data.putU8(s.size() + (at++ & s.size() - 1), b);
    }
    Xen9pfsDataIntf.OUT_PROD.put(s.indices, 0, Abi.PV64, at);
    signal(ring);
  }

  void signal(int ring) {
    domain.signal(streams.get(ring).port);
    world.run();
  }

  int waiting(int ring) {
    Streams s = streams.get(ring);
    return Xen9pfsDataIntf.IN_PROD.get(s.indices, 0, Abi.PV64)
        - Xen9pfsDataIntf.IN_CONS.get(s.indices, 0, Abi.PV64);
  }

  /** Takes one message of what came back. */
  byte[] receive(int ring) {
    Streams s = streams.get(ring);
    int at = Xen9pfsDataIntf.IN_CONS.get(s.indices, 0, Abi.PV64);
    ByteArrayBytes size = new ByteArrayBytes(4);
    for (int i = 0; i < 4; i++) {
      size.putU8(i, s.data.getU8(at + i & s.size() - 1));
    }
    byte[] message = new byte[size.getU32(0)];
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) s.data.getU8(at++ & s.size() - 1);
    }
    Xen9pfsDataIntf.IN_CONS.put(s.indices, 0, Abi.PV64, at);
    signal(ring);
    return message;
  }

  /** A message of fields: Integer for 4 bytes, Long for 8, Short for 2, Byte for 1, or a text. */
  static byte[] message(int type, int tag, Object... fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    number(out, 0, 4);
    number(out, type, 1);
    number(out, tag, 2);
    for (Object field : fields) {
      switch (field) {
        case Byte b -> number(out, b, 1);
        case Short s -> number(out, s, 2);
        case Integer i -> number(out, i, 4);
        case Long l -> number(out, l, 8);
        case String s -> {
          number(out, s.length(), 2);
          out.writeBytes(s.getBytes(StandardCharsets.ISO_8859_1));
        }
        case byte[] bytes -> out.writeBytes(bytes);
        default -> throw new IllegalArgumentException(field.toString());
      }
    }
    byte[] bytes = out.toByteArray();
    new ByteArrayBytes(bytes).putU32(0, bytes.length);
    return bytes;
  }

  private static void number(ByteArrayOutputStream out, long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> 8 * i));
    }
  }

  int held() {
    return world.mappings(domain.self());
  }
}
