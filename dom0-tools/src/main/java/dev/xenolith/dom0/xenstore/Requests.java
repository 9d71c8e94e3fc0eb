package dev.xenolith.dom0.xenstore;

import dev.xenolith.abi.call.XenErrno;
import dev.xenolith.abi.io.XsWireType;
import dev.xenolith.abi.num.DomId;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Answers messages: one method per type that clients may send. */
final class Requests {
  private static final Set<XsWireType> PRIVILEGED =
      EnumSet.of(
          XsWireType.CONTROL,
          XsWireType.INTRODUCE,
          XsWireType.RELEASE,
          XsWireType.IS_DOMAIN_INTRODUCED,
          XsWireType.RESUME,
          XsWireType.SET_TARGET);

  private final Xenstored store;
  private final Quotas quotas;

  Requests(Xenstored store, Quotas quotas) {
    this.store = store;
    this.quotas = quotas;
  }

  /** Does what the message asks and queues the answer. */
  void handle(StoreConnection from, WireMessage message) {
    try {
      XsWireType type = XsWireType.of(message.type());
      if (type == null || type == XsWireType.WATCH_EVENT || type == XsWireType.ERROR) {
        throw new StoreException(XenErrno.ENOSYS);
      }
      if (PRIVILEGED.contains(type) && !from.caller().isPrivileged()) {
        throw new StoreException(XenErrno.EACCES);
      }
      byte[] answer = answer(type, from, message);
      if (answer.length > WireMessage.MOST_PAYLOAD) {
        throw new StoreException(XenErrno.E2BIG);
      }
      from.send(
          new WireMessage(message.type(), message.requestId(), message.transactionId(), answer));
      if (type == XsWireType.WATCH) {
        announceWatch(from);
      }
    } catch (StoreException e) {
      from.send(
          WireMessage.text(
              XsWireType.ERROR, message.requestId(), message.transactionId(), e.errno().name()));
    }
  }

  private byte[] answer(XsWireType type, StoreConnection from, WireMessage message)
      throws StoreException {
    Arguments arguments = new Arguments(message.payload());
    return switch (type) {
      case WATCH -> watch(from, arguments);
      case UNWATCH -> unwatch(from, arguments);
      case RESET_WATCHES -> resetWatches(from);
      case TRANSACTION_START -> transactionStart(from, message.transactionId());
      case TRANSACTION_END -> transactionEnd(from, message.transactionId(), arguments);
      case GET_DOMAIN_PATH -> text("/local/domain/" + Arguments.leadingNumber(arguments.only()));
      case CONTROL -> control(arguments);
      case INTRODUCE, RELEASE, IS_DOMAIN_INTRODUCED, RESUME, SET_TARGET -> domains(type, arguments);
      default -> nodes(type, from, message.transactionId(), arguments);
    };
  }

  private byte[] nodes(
      XsWireType type, StoreConnection from, int transactionId, Arguments arguments)
      throws StoreException {
    Transaction transaction = from.transaction(transactionId);
    StoreView view = store.view(from.caller(), transaction, from.quotas());
    boolean hasMore =
        type == XsWireType.WRITE
            || type == XsWireType.SET_PERMS
            || type == XsWireType.DIRECTORY_PART;
    String name = hasMore ? arguments.first() : arguments.only();
    if (type == XsWireType.SET_PERMS && StorePath.isSpecial(name)) {
      return setSpecialPermissions(from, name, arguments);
    }
    String path = StorePath.resolve(name, from.domid(), false);
    return switch (type) {
      case DIRECTORY -> strings(view.children(path));
      case DIRECTORY_PART -> directoryPart(view, path, arguments);
      case READ -> view.require(path, Permissions.Access.READ).value();
      case GET_PERMS -> permissions(view.require(path, Permissions.Access.READ));
      case SET_PERMS -> {
        view.setPermissions(path, wantedPermissions(from, arguments));
        yield ok();
      }
      case WRITE -> {
        view.write(path, arguments.rest());
        yield ok();
      }
      case MKDIR -> {
        view.mkdir(path);
        yield ok();
      }
      case RM -> {
        view.remove(path);
        yield ok();
      }
      default -> throw new IllegalStateException("not about nodes: " + type);
    };
  }

  private Permissions wantedPermissions(StoreConnection from, Arguments arguments)
      throws StoreException {
    List<String> strings = arguments.strings(2);
    Permissions wanted = Permissions.parse(strings.subList(1, strings.size()));
    // Others cannot give nodes away at all.
    if (from.caller().isPrivileged() && !store.exists(wanted.owner())) {
      throw new StoreException(XenErrno.ENOENT);
    }
    return wanted;
  }

  /** Who may watch domains come or go. Nobody is told of the change. */
  private byte[] setSpecialPermissions(StoreConnection from, String name, Arguments arguments)
      throws StoreException {
    Node node = store.tree().get(name);
    if (node == null || !from.caller().isPrivileged()) {
      throw new StoreException(XenErrno.EINVAL);
    }
    store.tree().put(name, node.withPermissions(wantedPermissions(from, arguments)));
    return ok();
  }

  private static byte[] ok() {
    return text("OK");
  }

  private static byte[] text(String text) {
    return WireMessage.bytes(text + "\0");
  }

  private static byte[] strings(List<String> strings) {
    StringBuilder all = new StringBuilder();
    strings.forEach(s -> all.append(s).append('\0'));
    return WireMessage.bytes(all.toString());
  }

  private static byte[] permissions(Node node) {
    return strings(node.permissions().entries().stream().map(Permissions.Entry::toString).toList());
  }

  /**
   * A generation, then as many names as fit from an offset on, then an empty name if that was all.
   */
  private static byte[] directoryPart(StoreView view, String path, Arguments arguments)
      throws StoreException {
    List<String> strings = arguments.strings(2);
    if (strings.size() != 2) {
      throw new StoreException(XenErrno.EINVAL);
    }
    Node node = view.require(path, Permissions.Access.READ);
    byte[] names = strings(node.children());
    int offset = Arguments.leadingNumber(strings.get(1));
    String generation = node.generation() + "\0";
    if (offset < 0 || offset >= names.length) {
      return text(generation);
    }
    int room = WireMessage.MOST_PAYLOAD - generation.length() - 1;
    int end = offset;
    for (int next = endOfName(names, end); next - offset < room; next = endOfName(names, end)) {
      end = next;
      if (end == names.length) {
        break;
      }
    }
    String part = new String(names, offset, end - offset, StandardCharsets.ISO_8859_1);
    return WireMessage.bytes(generation + part + (end == names.length ? "\0" : ""));
  }

  private static int endOfName(byte[] names, int start) {
    int at = start;
    while (names[at] != 0) {
      at++;
    }
    return at + 1;
  }

  private byte[] watch(StoreConnection from, Arguments arguments) throws StoreException {
    List<String> strings = arguments.strings(2);
    if (strings.size() != 2) {
      throw new StoreException(XenErrno.EINVAL);
    }
    String name = strings.getFirst();
    boolean whole = StorePath.isAbsolute(name) || StorePath.isSpecial(name);
    String path = StorePath.resolve(name, from.domid(), true);
    int skip = whole ? 0 : StorePath.home(from.domid()).length() + 1;
    from.addWatch(path, strings.get(1), skip);
    return ok();
  }

  /** The first event comes unasked, behind the answer: it spares clients a first look. */
  private static void announceWatch(StoreConnection from) {
    Watch watch = from.latestWatch();
    from.sendEvent(watch.reported(watch.path()), watch.token());
  }

  private static byte[] unwatch(StoreConnection from, Arguments arguments) throws StoreException {
    List<String> strings = arguments.strings(2);
    if (strings.size() != 2) {
      throw new StoreException(XenErrno.EINVAL);
    }
    from.removeWatch(StorePath.resolve(strings.getFirst(), from.domid(), true), strings.get(1));
    return ok();
  }

  private static byte[] resetWatches(StoreConnection from) {
    from.resetWatches();
    return ok();
  }

  private byte[] transactionStart(StoreConnection from, int transactionId) throws StoreException {
    if (from.transaction(transactionId) != null) {
      throw new StoreException(XenErrno.EBUSY);
    }
    return text(Integer.toUnsignedString(from.startTransaction()));
  }

  private byte[] transactionEnd(StoreConnection from, int transactionId, Arguments arguments)
      throws StoreException {
    String how = arguments.only();
    if (!how.equals("T") && !how.equals("F")) {
      throw new StoreException(XenErrno.EINVAL);
    }
    Transaction transaction = from.transaction(transactionId);
    if (transaction == null) {
      throw new StoreException(XenErrno.ENOENT);
    }
    try {
      if (how.equals("T")) {
        store.commit(transaction);
      }
    } finally {
      from.endTransaction(transactionId);
    }
    return ok();
  }

  private byte[] domains(XsWireType type, Arguments arguments) throws StoreException {
    List<String> strings = arguments.strings(1);
    DomId domid = Arguments.leadingDomid(strings.getFirst());
    switch (type) {
      case INTRODUCE -> {
        if (strings.size() < 3) {
          throw new StoreException(XenErrno.EINVAL);
        }
        store.introduce(domid, Arguments.number(strings.get(1)), Arguments.number(strings.get(2)));
      }
      case RELEASE -> store.release(domid);
      case RESUME -> store.resume(domid);
      case IS_DOMAIN_INTRODUCED -> {
        return text(store.isIntroduced(domid) ? "T" : "F");
      }
      case SET_TARGET -> {
        if (strings.size() < 2) {
          throw new StoreException(XenErrno.EINVAL);
        }
        store.setTarget(domid, Arguments.leadingDomid(strings.get(1)));
      }
      default -> throw new IllegalStateException("not about domains: " + type);
    }
    return ok();
  }

  private static void require(boolean wellFormed) throws StoreException {
    if (!wellFormed) {
      throw new StoreException(XenErrno.EINVAL);
    }
  }

  private byte[] control(Arguments arguments) throws StoreException {
    List<String> strings = arguments.strings(1);
    return switch (strings.getFirst()) {
      case "help" -> text("commands: check help memreport print quota");
      case "check" -> {
        require(strings.size() == 1);
        store.check();
        yield ok();
      }
      case "print" -> {
        require(strings.size() == 2 && !strings.getLast().isEmpty());
        store.note(String.join(" ", strings.subList(1, strings.size())));
        yield ok();
      }
      case "memreport" -> text(store.report());
      case "quota" ->
          text(
              "nodes %d, node bytes %d, watches %d, transactions %d, permissions %d, touched %d"
                  .formatted(
                      quotas.nodes(),
                      quotas.nodeBytes(),
                      quotas.watches(),
                      quotas.transactions(),
                      quotas.permissions(),
                      quotas.transactionNodes()));
      default -> throw new StoreException(XenErrno.EINVAL);
    };
  }
}
