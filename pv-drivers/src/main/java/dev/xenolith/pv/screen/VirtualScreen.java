package dev.xenolith.pv.screen;

import dev.xenolith.abi.io.IoProtocol;
import dev.xenolith.abi.io.XenfbResize;
import dev.xenolith.abi.io.XenfbUpdate;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.ForeignMemory;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.DeviceException;
import dev.xenolith.pv.xenbus.DeviceNode;
import java.util.Map;
import java.util.Optional;

/** One screen of one front end. */
final class VirtualScreen implements BackendDevice {
  /** MiB of a picture where the configuration has no {@code videoram}: 4096 x 2048 pixels. */
  private static final int VIDEO_RAM_MIB = 32;

  private static final int MOST_VIDEO_RAM_MIB = 256;

  private final GuestServices services;
  private final ForeignMemory memory;
  private final DeviceNode node;
  private final Viewers viewers;
  private final ByteArrayBytes event = new ByteArrayBytes(EventPage.EVENT_BYTES);
  private Viewer viewer;
  private Abi abi;
  private EventPage events;
  private FramePicture picture;

  VirtualScreen(GuestServices services, ForeignMemory memory, DeviceNode node, Viewers viewers) {
    this.services = services;
    this.memory = memory;
    this.node = node;
    this.viewers = viewers;
  }

  @Override
  public boolean prepare() throws DeviceException {
    Optional<Viewer> found = viewers.of(node.frontDomain());
    if (found.isEmpty()) {
      return false;
    }
    if (viewer == null) {
      node.write(Map.of("feature-resize", "1"));
      viewer = found.get();
    }
    return true;
  }

  private int videoRam() throws DeviceException {
    String text = node.find("videoram").orElse("0");
    try {
      int mib = Integer.parseInt(text);
      return (mib <= 0 ? VIDEO_RAM_MIB : Math.min(mib, MOST_VIDEO_RAM_MIB)) << 20;
    } catch (NumberFormatException e) {
      throw new DeviceException("videoram is \"%s\", not a number".formatted(text), e);
    }
  }

  @Override
  public void connect() throws DeviceException {
    String protocol = node.findFront("protocol").orElse(IoProtocol.X86_64);
    abi = IoProtocol.width(protocol);
    if (abi == null) {
      throw new DeviceException("unknown fe protocol " + DeviceNode.shown(protocol));
    }
    Mfn frame = FrontFrame.read(node, "page-ref");
    EvtchnPort remote = new EvtchnPort(node.frontNumber("event-channel", 1, Integer.MAX_VALUE));
    boolean updates = node.frontNumber("feature-update", 0, Integer.MAX_VALUE, 0) != 0;
    try {
      events =
          new EventPage(
              services.events(), memory.map(node.frontDomain(), frame), EventPage.Rings.OF_SCREENS);
      picture = FramePicture.of(memory, node.frontDomain(), events.bytes(), abi, videoRam());
      events.bind(node.frontDomain(), remote, node.guarded(this::work));
      if (updates) {
        node.write(Map.of("request-update", "1"));
      }
    } catch (ServiceException | DeviceException e) {
      disconnect(() -> {});
      throw e instanceof DeviceException mine ? mine : new DeviceException(e.getMessage(), e);
    }
    viewer.shows(picture);
    work();
  }

  /**
   * Takes the events in the ring. Only as many as were there at first: others come with a signal.
   */
  private void work() {
    int waiting = events.waiting();
    if (waiting == EventPage.BROKEN) {
      node.fail("the front end's out_prod makes no sense");
      return;
    }
    Area changed = null;
    for (int left = waiting; left > 0; left--) {
      events.take(event.array());
      int type = XenfbUpdate.TYPE.get(event, 0, abi);
      if (type == XenfbUpdate.TYPE_UPDATE) {
        Area area = updated();
        changed = area == null ? changed : area.and(changed);
      } else if (type == XenfbResize.TYPE_RESIZE) {
        changed = null;
        if (!resize()) {
          return;
        }
      }
    }
    events.release();
    events.signal();
    if (changed != null) {
      viewer.changed(changed);
    }
  }

  private Area updated() {
    Area said =
        new Area(
            XenfbUpdate.X.get(event, 0, abi),
            XenfbUpdate.Y.get(event, 0, abi),
            XenfbUpdate.WIDTH.get(event, 0, abi),
            XenfbUpdate.HEIGHT.get(event, 0, abi));
    return said.within(picture.width(), picture.height());
  }

  private boolean resize() {
    try {
      picture =
          picture.resized(
              new FramePicture.Shape(
                  XenfbResize.WIDTH.get(event, 0, abi),
                  XenfbResize.HEIGHT.get(event, 0, abi),
                  XenfbResize.STRIDE.get(event, 0, abi),
                  XenfbResize.DEPTH.get(event, 0, abi),
                  XenfbResize.OFFSET.get(event, 0, abi)));
    } catch (DeviceException e) {
      node.fail(e.getMessage());
      return false;
    }
    viewer.shows(picture);
    return true;
  }

  @Override
  public void disconnect(Runnable then) {
    if (events != null) {
      boolean shown = events.isBound();
      events.close();
      events = null;
      picture = null;
      if (shown) {
        viewer.goesDark();
      }
    }
    then.run();
  }

  @Override
  public void dispose() {
    viewer = null;
  }
}
