package dev.xenolith.pv.screen;

import dev.xenolith.abi.io.IoProtocol;
import dev.xenolith.abi.io.XenfbPage;
import dev.xenolith.abi.io.XenfbUpdate;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.ForeignMemory;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.testkit.FakeDomain;
import dev.xenolith.pv.testkit.FakeWorld;
import dev.xenolith.pv.xenbus.BackendBus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A front end's screen and keyboard that a test moves by hand, and somebody who looks at them. */
final class TestScreen implements Viewer, ForeignMemory {
  static final int WIDTH = 40;
  static final int HEIGHT = 30;

  private static final String HOME = "/local/domain/7/device/";
  private static final String BACK = "/local/domain/0/backend/";

  final FakeWorld world = new FakeWorld(256);
  final FakeDomain back = new FakeDomain(world, 0);
  final FakeDomain domain = new FakeDomain(world, 7);
  final List<String> log = new ArrayList<>();
  final List<Area> changes = new ArrayList<>();
  final Abi abi;
  final Mfn page = world.newFrame();
  final GuestBytes shared;
  final List<Mfn> frames = new ArrayList<>();
  final Set<Long> owned = new HashSet<>();
  Picture picture;
  Input input;
  EvtchnPort port;
  int open;
  int bugs;

  TestScreen(Abi abi) throws Exception {
    this.abi = abi;
    BackendBus bus = new BackendBus(back, log::add);
    Viewers viewers = owner -> Optional.of((Viewer) this);
    bus.add(new ScreenBackend(back, this, viewers));
    bus.add(new KeyboardBackend(back, viewers));
    shared = domain.view(List.of(page));
    owned.add(page.raw());
    makeNodes("vfb");
    makeNodes("vkbd");
    world.run();
  }

  private void makeNodes(String type) {
    String back = BACK + type + "/7/0";
    world.store().write(HOME + type + "/0/backend", back);
    world.store().write(HOME + type + "/0/state", "1");
    world.store().write(back + "/frontend-id", "7");
    world.store().write(back + "/online", "1");
    world.store().write(back + "/state", "1");
    world.store().write(back + "/frontend", HOME + type + "/0");
  }

  String back(String type, String name) {
    return world.store().find(BACK + type + "/7/0/" + name).orElse("none");
  }

  void write(String type, String name, Object value) {
    world.store().write(HOME + type + "/0/" + name, value.toString());
  }

  private Mfn newFrame() {
    Mfn frame = world.newFrame();
    owned.add(frame.raw());
    return frame;
  }

  /** Describes a picture of the usual size, in 32 bits a pixel, and shows it. */
  void connect() {
    int bytes = WIDTH * HEIGHT * 4;
    Mfn directory = newFrame();
    XenfbPage.WIDTH.put(shared, 0, abi, WIDTH);
    XenfbPage.HEIGHT.put(shared, 0, abi, HEIGHT);
    XenfbPage.LINE_LENGTH.put(shared, 0, abi, WIDTH * 4);
    XenfbPage.MEM_LENGTH.put(shared, 0, abi, bytes);
    XenfbPage.DEPTH.put(shared, 0, abi, 32);
    word(shared, XenfbPage.PD.at(abi, 0), directory.raw());
    GuestBytes numbers = domain.view(List.of(directory));
    for (int i = 0; i * Mfn.PAGE_SIZE < bytes; i++) {
      frames.add(newFrame());
      word(numbers, (long) i * abi.wordBytes, frames.get(i).raw());
    }
    present();
  }

  /** Says that what the shared page describes can be looked at. */
  void present() {
    port = domain.offer(new DomId(0), () -> {});
    write("vfb", "page-ref", page.raw());
    write("vfb", "event-channel", port.raw());
    write("vfb", "protocol", IoProtocol.name(abi));
    write("vfb", "feature-update", 1);
    write("vfb", "state", 3);
    world.run();
  }

  private void word(GuestBytes bytes, long at, long value) {
    if (abi == Abi.PV32) {
      bytes.putU32(at, (int) value);
    } else {
      bytes.putU64(at, value);
    }
  }

  GuestBytes pixels() {
    return domain.view(frames);
  }

  /** Puts an event into the ring for the back end and lets the world run. */
  void event(byte[] event) {
    int produced = XenfbPage.OUT_PROD.get(shared, 0, abi);
    int slot = Integer.remainderUnsigned(produced, XenfbPage.OUT_RING_LENGTH);
    shared.put(
        XenfbPage.OUT_RING_OFFSET + slot * (long) XenfbUpdate.EVENT_BYTES, event, 0, event.length);
    XenfbPage.OUT_PROD.put(shared, 0, abi, produced + 1);
    domain.signal(port);
    world.run();
  }

  void update(int x, int y, int width, int height) {
    ByteArrayBytes event = new ByteArrayBytes(XenfbUpdate.EVENT_BYTES);
    XenfbUpdate.TYPE.put(event, 0, abi, XenfbUpdate.TYPE_UPDATE);
    XenfbUpdate.X.put(event, 0, abi, x);
    XenfbUpdate.Y.put(event, 0, abi, y);
    XenfbUpdate.WIDTH.put(event, 0, abi, width);
    XenfbUpdate.HEIGHT.put(event, 0, abi, height);
    event(event.array());
  }

  // ---- the viewer

  @Override
  public void shows(Picture shown) {
    picture = shown;
  }

  @Override
  public void changed(Area area) {
    if (bugs > 0) {
      bugs--;
      throw new IllegalStateException("a bug of the viewer");
    }
    changes.add(area);
  }

  @Override
  public void goesDark() {
    picture = null;
  }

  @Override
  public void listens(Input heard) {
    input = heard;
  }

  @Override
  public void stopsListening() {
    input = null;
  }

  // ---- foreign memory

  private void check(long frame) throws ServiceException {
    if (!owned.contains(frame)) {
      throw new ServiceException(new Mfn(frame) + " is not the domain's");
    }
  }

  @Override
  public GrantedPages.Mapping map(DomId owner, Mfn frame) throws ServiceException {
    check(frame.raw());
    open++;
    GuestBytes bytes = domain.view(List.of(frame));
    return new GrantedPages.Mapping() {
      @Override
      public GuestBytes bytes() {
        return bytes;
      }

      @Override
      public void close() {
        open--;
      }
    };
  }

  @Override
  public void copyFrom(DomId owner, long[] from, long offset, byte[] to, int at, int length)
      throws ServiceException {
    for (int i = 0; i < length; i++) {
      long place = offset + i;
      long frame = from[(int) (place / Mfn.PAGE_SIZE)];
      check(frame);
      to[at + i] =
          (byte) world.memory().getU8(new Mfn(frame).toMaddr().raw() + place % Mfn.PAGE_SIZE);
    }
  }
}
