package dev.xenolith.pv.screen;

import dev.xenolith.abi.io.XenkbdKey;
import dev.xenolith.abi.io.XenkbdMotion;
import dev.xenolith.abi.io.XenkbdPosition;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.GrantRef;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.xenbus.BackendDevice;
import dev.xenolith.pv.xenbus.DeviceException;
import dev.xenolith.pv.xenbus.DeviceNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One keyboard of one front end, with its pointer. Its events are alike in both widths. */
final class VirtualKeyboard implements BackendDevice, Input {
  private static final Abi ABI = Abi.PV64;
  private static final int ANY = Integer.MAX_VALUE;

  private final GuestServices services;
  private final DeviceNode node;
  private final Viewers viewers;
  private Viewer viewer;
  private EventPage events;
  private boolean absolute;
  private int lastX;
  private int lastY;

  VirtualKeyboard(GuestServices services, DeviceNode node, Viewers viewers) {
    this.services = services;
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
      node.write(Map.of("feature-abs-pointer", "1"));
      viewer = found.get();
    }
    return true;
  }

  @Override
  public void connect() throws DeviceException {
    GrantRef ref = new GrantRef(node.frontNumber("page-gref", 0, ANY));
    EvtchnPort remote = new EvtchnPort(node.frontNumber("event-channel", 1, ANY));
    absolute = node.frontNumber("request-abs-pointer", 0, ANY, 0) != 0;
    try {
      events =
          new EventPage(
              services.events(),
              services.grants().map(node.frontDomain(), List.of(ref)),
              EventPage.Rings.OF_KEYBOARDS);
      events.bind(node.frontDomain(), remote, node.guarded(this::skip));
    } catch (ServiceException e) {
      disconnect(() -> {});
      throw new DeviceException(e.getMessage(), e);
    }
    viewer.listens(this);
  }

  /** Front ends have nothing to say; what they say all the same is passed over. */
  private void skip() {
    int waiting = events.waiting();
    if (waiting == EventPage.BROKEN) {
      node.fail("the front end's out_prod makes no sense");
      return;
    }
    byte[] event = new byte[EventPage.EVENT_BYTES];
    for (int left = waiting; left > 0; left--) {
      events.take(event);
    }
    events.release();
  }

  /** Guarded as an event is: whoever types could do nothing about a bug of this, nor would tell. */
  private void give(ByteArrayBytes event) {
    node.guarded(
            () -> {
              if (events != null && events.give(event.array())) {
                events.signal();
              }
            })
        .run();
  }

  @Override
  public void key(int code, boolean down) {
    ByteArrayBytes event = new ByteArrayBytes(EventPage.EVENT_BYTES);
    XenkbdKey.TYPE.put(event, 0, ABI, XenkbdKey.TYPE_KEY);
    XenkbdKey.PRESSED.put(event, 0, ABI, down ? 1 : 0);
    XenkbdKey.KEYCODE.put(event, 0, ABI, code);
    give(event);
  }

  @Override
  public void pointer(int x, int y, int wheel) {
    ByteArrayBytes event = new ByteArrayBytes(EventPage.EVENT_BYTES);
    if (absolute) {
      XenkbdPosition.TYPE.put(event, 0, ABI, XenkbdPosition.TYPE_POS);
      XenkbdPosition.ABS_X.put(event, 0, ABI, x);
      XenkbdPosition.ABS_Y.put(event, 0, ABI, y);
      XenkbdPosition.REL_Z.put(event, 0, ABI, wheel);
    } else {
      XenkbdMotion.TYPE.put(event, 0, ABI, XenkbdMotion.TYPE_MOTION);
      XenkbdMotion.REL_X.put(event, 0, ABI, x - lastX);
      XenkbdMotion.REL_Y.put(event, 0, ABI, y - lastY);
      XenkbdMotion.REL_Z.put(event, 0, ABI, wheel);
    }
    lastX = x;
    lastY = y;
    give(event);
  }

  @Override
  public void disconnect(Runnable then) {
    if (events != null) {
      boolean heard = events.isBound();
      events.close();
      events = null;
      if (heard) {
        viewer.stopsListening();
      }
    }
    then.run();
  }

  @Override
  public void dispose() {
    viewer = null;
  }
}
