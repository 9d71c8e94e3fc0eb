package dev.xenolith.examples.hosted;

import dev.xenolith.abi.io.XenstoreDomainInterface;
import dev.xenolith.abi.io.XenstoreLimits;
import dev.xenolith.abi.io.XsWireType;
import dev.xenolith.abi.io.XsdSockmsg;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.pv.NodeStore;
import dev.xenolith.pv.ServiceException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Xenstore through the ring that this domain shares with xenstored (io/xs_wire.h). One request is
 * under way at a time; who asks waits for the answer.
 */
final class RingStore implements NodeStore {
  private static final Abi ABI = Abi.PV64;
  private static final int RING_BYTES = XenstoreLimits.RING_SIZE;
  private static final int REQ = XenstoreDomainInterface.REQ.at(ABI);
  private static final int RSP = XenstoreDomainInterface.RSP.at(ABI);
  private static final int HEADER_BYTES = XsdSockmsg.LAYOUT.size(ABI);
  private static final String NO_SUCH_NODE = "ENOENT";
  private static final String OTHERS_INTERFERED = "EAGAIN";

  private final GuestBytes page;
  private final Runnable signal;
  private final Consumer<BooleanSupplier> wait;
  private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
  private final Map<String, Consumer<String>> watchers = new HashMap<>();
  private Answer answer;
  private int lastRequest;
  private int lastToken;

  /** What xenstored said to a request. */
  private record Answer(int request, XsWireType type, byte[] payload) {
    boolean isError(String name) {
      return type == XsWireType.ERROR && text().equals(name);
    }

    /** Without the NUL behind it, if there is one. */
    String text() {
      String all = new String(payload, StandardCharsets.ISO_8859_1);
      return all.endsWith("\0") ? all.substring(0, all.length() - 1) : all;
    }
  }

  /**
   * @param page the ring
   * @param signal tells xenstored
   * @param wait returns when something is true, and lets {@link #look} be called meanwhile
   */
  RingStore(GuestBytes page, Runnable signal, Consumer<BooleanSupplier> wait) {
    this.page = page;
    this.signal = signal;
    this.wait = wait;
  }

  private int get(Field.U32 member) {
    return member.get(page, 0, ABI);
  }

  /** Xenstored has signalled: takes what it sends. */
  void look() {
    int cons = get(XenstoreDomainInterface.RSP_CONS);
    int prod = get(XenstoreDomainInterface.RSP_PROD);
    if (cons == prod) {
      return;
    }
    for (; cons != prod; cons++) {
      unread.write(page.getU8(RSP + (cons & RING_BYTES - 1)));
    }
    XenstoreDomainInterface.RSP_CONS.put(page, 0, ABI, cons);
    signal.run();
    takeMessages();
  }

  private void takeMessages() {
    ByteArrayBytes all = new ByteArrayBytes(unread.toByteArray());
    int at = 0;
    while (all.size() - at >= HEADER_BYTES) {
      int next = at + HEADER_BYTES + XsdSockmsg.LEN.get(all, at, ABI);
      if (next > all.size()) {
        break;
      }
      take(
          new Answer(
              XsdSockmsg.REQ_ID.get(all, at, ABI),
              XsWireType.of(XsdSockmsg.TYPE.get(all, at, ABI)),
              Arrays.copyOfRange(all.array(), at + HEADER_BYTES, next)));
      at = next;
    }
    unread.reset();
    unread.write(all.array(), at, (int) all.size() - at);
  }

  private void take(Answer message) {
    if (message.type != XsWireType.WATCH_EVENT) {
      answer = message;
      return;
    }
    String[] pathAndToken = message.text().split("\0");
    Consumer<String> watcher = watchers.get(pathAndToken[1]);
    if (watcher != null) {
      watcher.accept(pathAndToken[0]);
    }
  }

  private Answer ask(XsWireType type, int transaction, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayBytes message = new ByteArrayBytes(HEADER_BYTES + bytes.length);
    XsdSockmsg.TYPE.put(message, 0, ABI, type.number);
    XsdSockmsg.REQ_ID.put(message, 0, ABI, ++lastRequest);
    XsdSockmsg.TX_ID.put(message, 0, ABI, transaction);
    XsdSockmsg.LEN.put(message, 0, ABI, bytes.length);
    message.put(HEADER_BYTES, bytes, 0, bytes.length);
    send(message.array());
    wait.accept(() -> answer != null);
    Answer mine = answer;
    answer = null;
    if (mine.request != lastRequest) {
      throw new IllegalStateException("an answer to nothing that was asked: " + mine.text());
    }
    return mine;
  }

  private void send(byte[] message) {
    for (int sent = 0; sent < message.length; ) {
      wait.accept(() -> room() > 0);
      int now = Math.min(room(), message.length - sent);
      int prod = get(XenstoreDomainInterface.REQ_PROD);
      for (int i = 0; i < now; i++) {
        page.putU8(REQ + (prod + i & RING_BYTES - 1), message[sent + i]);
      }
      XenstoreDomainInterface.REQ_PROD.put(page, 0, ABI, prod + now);
      signal.run();
      sent += now;
    }
  }

  private int room() {
    int used = get(XenstoreDomainInterface.REQ_PROD) - get(XenstoreDomainInterface.REQ_CONS);
    return RING_BYTES - used;
  }

  private static Answer granted(Answer answer, String what) throws ServiceException {
    if (answer.type == XsWireType.ERROR) {
      throw new ServiceException(what + ": " + answer.text());
    }
    return answer;
  }

  private final class View implements Nodes {
    private final int transaction;

    View(int transaction) {
      this.transaction = transaction;
    }

    @Override
    public Optional<String> find(String path) throws ServiceException {
      Answer value = ask(XsWireType.READ, transaction, path + "\0");
      return value.isError(NO_SUCH_NODE)
          ? Optional.empty()
          : Optional.of(
              new String(granted(value, "reading " + path).payload, StandardCharsets.ISO_8859_1));
    }

    @Override
    public List<String> list(String path) throws ServiceException {
      Answer names = ask(XsWireType.DIRECTORY, transaction, path + "\0");
      if (names.isError(NO_SUCH_NODE) || names.payload.length == 0) {
        return List.of();
      }
      return List.of(granted(names, "listing " + path).text().split("\0"));
    }

    @Override
    public void write(String path, String value) throws ServiceException {
      granted(ask(XsWireType.WRITE, transaction, path + "\0" + value), "writing " + path);
    }

    @Override
    public void remove(String path) throws ServiceException {
      Answer gone = ask(XsWireType.RM, transaction, path + "\0");
      if (!gone.isError(NO_SUCH_NODE)) {
        granted(gone, "removing " + path);
      }
    }
  }

  @Override
  public Nodes nodes() {
    return new View(0);
  }

  @Override
  public void transaction(Changes changes) throws ServiceException {
    boolean made = false;
    while (!made) {
      Answer id = granted(ask(XsWireType.TRANSACTION_START, 0, "\0"), "a transaction");
      int transaction = Integer.parseUnsignedInt(id.text());
      try {
        changes.make(new View(transaction));
      } catch (ServiceException e) {
        granted(ask(XsWireType.TRANSACTION_END, transaction, "F\0"), "giving changes up");
        throw e;
      }
      Answer end = ask(XsWireType.TRANSACTION_END, transaction, "T\0");
      made = !end.isError(OTHERS_INTERFERED);
      if (made) {
        granted(end, "making changes");
      }
    }
  }

  @Override
  public Watch watch(String path, Consumer<String> onChange) throws ServiceException {
    String token = "w" + ++lastToken;
    String pathAndToken = path + "\0" + token + "\0";
    watchers.put(token, onChange);
    granted(ask(XsWireType.WATCH, 0, pathAndToken), "watching " + path);
    return () -> {
      watchers.remove(token);
      ask(XsWireType.UNWATCH, 0, pathAndToken);
    };
  }
}
