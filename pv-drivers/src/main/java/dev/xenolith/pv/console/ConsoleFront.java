package dev.xenolith.pv.console;

import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.NodeStore;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ServiceException;
import java.util.Arrays;
import java.util.function.Consumer;

/** A console that another domain gives to this one, besides its first. */
public final class ConsoleFront {
  private final GuestServices services;
  private final OwnMemory memory;
  private final String path;
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
    this.path = path;
    this.receiver = receiver;
  }

  /** Shares its page with the back end and says so. */
  public void connect() throws ServiceException {
    NodeStore.Nodes nodes = services.store().nodes();
    DomId back = new DomId(Integer.parseInt(nodes.find(path + "/backend-id").orElse("0")));
    OwnMemory.Shared page = memory.share(back, false);
    ring = new ConsoleRing(page.bytes());
    port = services.events().offer(back, this::receive);
    services
        .store()
        .transaction(
            changes -> {
              changes.write(path + "/ring-ref", Integer.toString(page.ref().raw()));
              changes.write(path + "/port", Integer.toString(port.raw()));
            });
    state(XenbusState.INITIALISED);
  }

  /** Says that nothing more will be read or written. */
  public void close() throws ServiceException {
    services.events().close(port);
    state(XenbusState.CLOSED);
  }

  private void state(XenbusState state) throws ServiceException {
    services.store().nodes().write(path + "/state", Integer.toString(state.number));
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
