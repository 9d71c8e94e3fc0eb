package dev.xenolith.pv.console;

import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.xenbus.FrontNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A console that another domain gives to this one, besides its first. */
public final class ConsoleFront {
  private final GuestServices services;
  private final OwnMemory memory;
  private final FrontNode node;
  private final Consumer<byte[]> receiver;
  private final byte[] input = new byte[1024];
  private ConsoleRing ring;
  private EvtchnPort port;

  /**
   * A console that is not connected.
   *
   * @param path where its nodes are, as in {@code /local/domain/7/device/console/1}
   * @param receiver takes what comes
   */
  public ConsoleFront(
      GuestServices services, OwnMemory memory, String path, Consumer<byte[]> receiver) {
    this.services = services;
    this.memory = memory;
    node = new FrontNode(services.store(), path);
    this.receiver = receiver;
  }

  /** Shares its page with the back end and says so. */
  public void connect() throws ServiceException {
    DomId back = node.backDomain();
    OwnMemory.Shared page = memory.share(back, false);
    ring = new ConsoleRing(page.bytes());
    port = services.events().offer(back, this::receive);
    Map<String, String> values = new LinkedHashMap<>();
    values.put("ring-ref", Integer.toString(page.ref().raw()));
    values.put("port", Integer.toString(port.raw()));
    node.connect(values, XenbusState.INITIALISED);
  }

  /** Says that nothing more will be read or written. */
  public void close() throws ServiceException {
    services.events().close(port);
    node.setState(XenbusState.CLOSED);
  }

  /**
   * Writes.
   *
   * @return how many bytes there was room for
   */
  public int write(byte[] bytes) {
    int count = ring.putOutput(bytes, 0, bytes.length);
    services.events().signal(port);
    return count;
  }

  private void receive() {
    boolean took = false;
    for (int n = ring.takeInput(input); n > 0; n = ring.takeInput(input)) {
      receiver.accept(Arrays.copyOf(input, n));
      took = true;
    }
    if (took) {
      services.events().signal(port);
    }
  }
}
