package dev.xenolith.pv.xenbus;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.NodeStore;
import dev.xenolith.pv.ServiceException;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A device's two directories in xenstore, as its back end sees them. */
public final class DeviceNode {
  private static final int SHOWN = 40;

  private final GuestServices services;
  private final String type;
  private final String device;
  private final DomId frontDomain;
  private final String back;
  private final String front;
  private BackendConnection connection;

  DeviceNode(GuestServices services, String type, DomId frontDomain, String device, String front) {
    this.services = services;
    this.type = type;
    this.device = device;
    this.frontDomain = frontDomain;
    this.front = front;
    back = home(services.self()) + "/" + backendPath();
  }

  static String home(DomId domain) {
    return "/local/domain/" + domain.raw();
  }

  void setConnection(BackendConnection owner) {
    connection = owner;
  }

  private String backendPath() {
    return backendPath(type, frontDomain, device);
  }

  /** How messages call a device: where it is below its back end's home. */
  public static String backendPath(String type, DomId frontDomain, String device) {
    return "backend/%s/%d/%s".formatted(type, frontDomain.raw(), device);
  }

  /** The other half's domain. */
  public DomId frontDomain() {
    return frontDomain;
  }

  /** What it is called among its front end's devices of this type. */
  public String device() {
    return device;
  }

  private NodeStore.Nodes nodes() {
    return services.store().nodes();
  }

  /** Where the front end's state is. */
  String frontState() {
    return front + "/state";
  }

  private static Optional<String> find(NodeStore.Nodes nodes, String path) throws DeviceException {
    try {
      return nodes.find(path);
    } catch (ServiceException e) {
      throw new DeviceException(e.getMessage(), e);
    }
  }

  /** A value that the toolstack or this half wrote. */
  public Optional<String> find(String name) throws DeviceException {
    return find(nodes(), back + "/" + name);
  }

  /** A value that the front end wrote. */
  public Optional<String> findFront(String name) throws DeviceException {
    return find(nodes(), front + "/" + name);
  }

  /**
   * A number that the front end wrote.
   *
   * @throws DeviceException when there is none, or none from {@code least} to {@code most}
   */
  public int frontNumber(String name, int least, int most) throws DeviceException {
    return number(
        name,
        findFront(name).orElseThrow(() -> new DeviceException("reading " + front + "/" + name)),
        least,
        most);
  }

  /** A number that the front end may have written. */
  public int frontNumber(String name, int least, int most, int otherwise) throws DeviceException {
    Optional<String> text = findFront(name);
    return text.isEmpty() ? otherwise : number(name, text.get(), least, most);
  }

  private int number(String name, String text, int least, int most) throws DeviceException {
    try {
      long value = Long.parseLong(text.strip());
      if (value >= least && value <= most) {
        return (int) value;
      }
    } catch (NumberFormatException e) {
      // Said below, like a number that is out of range.
    }
    throw new DeviceException(
        "%s/%s is \"%s\", not a number from %d to %d"
            .formatted(front, name, shown(text), least, most));
  }

  /** What the other half wrote, fit for a sentence that goes to logs and terminals. */
  public static String shown(String text) {
    String start = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return start.replaceAll("[^ -~]", "?");
  }

  /** Sets values of this half, together, unless its nodes are gone. */
  public void write(Map<String, String> values) throws DeviceException {
    try {
      services
          .store()
          .transaction(
              nodes -> {
                if (nodes.find(back + "/frontend").isEmpty()) {
                  return; // removed meanwhile: not to be made again
                }
                for (Map.Entry<String, String> value : values.entrySet()) {
                  nodes.write(back + "/" + value.getKey(), value.getValue());
                }
              });
    } catch (ServiceException e) {
      throw new DeviceException(e.getMessage(), e);
    }
  }

  /** Ends the connection because of what the other half did. */
  public void fail(String reason) {
    connection.fail(reason);
  }

  /** A bug of this half showed: it begins anew. */
  public void crashed(RuntimeException bug) {
    connection.crashed(bug);
  }

  /** What an event is to do, so that a bug in it is this device's trouble and nobody else's. */
  public Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException e) {
        crashed(e);
      }
    };
  }

  void askUntil(BooleanSupplier over) {
    services.askUntil(over);
  }

  /** Writes why where people look: below this half's own error directory, and the other's. */
  void writeError(String reason) throws ServiceException {
    String frontDevice =
        front.startsWith(home(frontDomain) + "/")
            ? front.substring(home(frontDomain).length() + 1)
            : "";
    services
        .store()
        .transaction(
            nodes -> {
              nodes.write(home(services.self()) + "/error/" + backendPath() + "/error", reason);
              if (!frontDevice.isEmpty()) {
                nodes.write(home(frontDomain) + "/error/" + frontDevice + "/error", reason);
              }
            });
  }

  @Override
  public String toString() {
    return backendPath();
  }
}
