package dev.xenolith.pv.net;

import dev.xenolith.abi.io.NetifExtraInfo;
import dev.xenolith.abi.io.NetifExtraType;
import dev.xenolith.abi.io.NetifRxRequest;
import dev.xenolith.abi.io.NetifRxResponse;
import dev.xenolith.abi.io.NetifTxRequest;
import dev.xenolith.abi.io.NetifTxResponse;
import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.EvtchnPort;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.OwnMemory;
import dev.xenolith.pv.ServiceException;
import dev.xenolith.pv.ring.FrontRing;
import dev.xenolith.pv.xenbus.FrontNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A card that another domain gives to this one, with one queue and an event channel for each
 * direction. Knows trains, blank checksums and packets in pieces.
 */
public final class NetFront {
  private static final List<String> FEATURES =
      List.of(
          "request-rx-copy",
          "feature-rx-notify",
          "feature-sg",
          "feature-gso-tcpv4",
          "feature-gso-tcpv6",
          "feature-ipv6-csum-offload");

  private static final Abi ABI = Abi.PV64;
  private static final int TX_SLOT = NetifTxRequest.LAYOUT.size(ABI);
  private static final int RX_SLOT = NetifRxRequest.LAYOUT.size(ABI);

  /** As many pages as are ready for sending, and for receiving. */
  private static final int PAGES = 64;

  private final GuestServices services;
  private final OwnMemory memory;
  private final FrontNode node;
  private final Consumer<Packet> receiver;
  private final OwnMemory.Shared[] txPages = new OwnMemory.Shared[PAGES];
  private final OwnMemory.Shared[] rxPages = new OwnMemory.Shared[PAGES];
  private final ArrayDeque<Integer> freeTx = new ArrayDeque<>();
  private final boolean[] lentTx = new boolean[PAGES];
  private final ByteArrayBytes slot = new ByteArrayBytes(TX_SLOT);
  private FrontRing tx;
  private FrontRing rx;
  private EvtchnPort txPort;
  private EvtchnPort rxPort;
  private Incoming incoming = new Incoming();
  private int refused;
  private int nextPage;

  /** What has come of a packet whose other pieces are to follow. */
  private static final class Incoming {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int flags = -1;
    boolean extraNext;
    boolean failed;
    Packet.Train train = Packet.Train.NONE;
    int segmentBytes;
  }

  /**
   * A card that is not connected.
   *
   * @param path where its nodes are, as in {@code /local/domain/7/device/vif/0}
   * @param receiver takes each packet that comes
   */
  public NetFront(
      GuestServices services, OwnMemory memory, String path, Consumer<Packet> receiver) {
    this.services = services;
    this.memory = memory;
    node = new FrontNode(services.store(), path);
    this.receiver = receiver;
  }

  /** Shares its rings with the back end and says so; again after it was closed. */
  public void connect() throws ServiceException {
    DomId back = node.backDomain();
    OwnMemory.Shared txRing = memory.share(back, false);
    OwnMemory.Shared rxRing = memory.share(back, false);
    tx = new FrontRing(txRing.bytes(), TX_SLOT);
    rx = new FrontRing(rxRing.bytes(), RX_SLOT);
    freeTx.clear();
    Arrays.fill(lentTx, false);
    nextPage = 0;
    incoming = new Incoming();
    for (int i = 0; i < PAGES; i++) {
      txPages[i] = txPages[i] == null ? memory.share(back, true) : txPages[i];
      rxPages[i] = rxPages[i] == null ? memory.share(back, false) : rxPages[i];
      freeTx.add(i);
      offer(i);
    }
    rx.publish();
    txPort = services.events().offer(back, this::sent);
    rxPort = services.events().offer(back, this::received);
    Map<String, String> values = new LinkedHashMap<>();
    values.put("tx-ring-ref", Integer.toString(txRing.ref().raw()));
    values.put("rx-ring-ref", Integer.toString(rxRing.ref().raw()));
    values.put("event-channel-tx", Integer.toString(txPort.raw()));
    values.put("event-channel-rx", Integer.toString(rxPort.raw()));
    FEATURES.forEach(feature -> values.put(feature, "1"));
    node.connect(values, XenbusState.CONNECTED);
  }

  /** Says that nothing more will be sent or received. */
  public void close() throws ServiceException {
    freeTx.clear();
    services.events().close(txPort);
    services.events().close(rxPort);
    node.setState(XenbusState.CLOSED);
  }

  private void offer(int page) {
    NetifRxRequest.ID.put(slot, 0, ABI, page);
    NetifRxRequest.PAD.put(slot, 0, ABI, 0);
    NetifRxRequest.GREF.put(slot, 0, ABI, rxPages[page].ref().raw());
    rx.request(slot.array(), RX_SLOT);
  }

  /**
   * Sends a packet.
   *
   * @return whether there was room for it
   */
  public boolean send(Packet packet) {
    byte[] bytes = packet.bytes();
    int pieces = (bytes.length + Mfn.PAGE_SIZE - 1) / Mfn.PAGE_SIZE;
    if (freeTx.size() < pieces) {
      return false;
    }
    boolean train = packet.train() != Packet.Train.NONE;
    for (int i = 0; i < pieces; i++) {
      int page = freeTx.poll();
      lentTx[page] = true;
      int at = i * Mfn.PAGE_SIZE;
      int length = Math.min(Mfn.PAGE_SIZE, bytes.length - at);
      txPages[page].bytes().put(0, bytes, at, length);
      int flags = i < pieces - 1 ? NetifTxRequest.MORE_DATA : 0;
      flags |= i == 0 ? firstFlags(packet) : 0;
      NetifTxRequest.GREF.put(slot, 0, ABI, txPages[page].ref().raw());
      NetifTxRequest.OFFSET.put(slot, 0, ABI, 0);
      NetifTxRequest.FLAGS.put(slot, 0, ABI, flags);
      NetifTxRequest.ID.put(slot, 0, ABI, page);
      NetifTxRequest.SIZE.put(slot, 0, ABI, i == 0 ? bytes.length : length);
      tx.request(slot.array(), TX_SLOT);
      if (i == 0 && train) {
        extra(packet);
      }
    }
    if (tx.publish()) {
      services.events().signal(txPort);
    }
    return true;
  }

  private static int firstFlags(Packet packet) {
    int flags =
        switch (packet.checksum()) {
          case UNKNOWN -> 0;
          case RIGHT -> NetifTxRequest.DATA_VALIDATED;
          case BLANK -> NetifTxRequest.CSUM_BLANK | NetifTxRequest.DATA_VALIDATED;
        };
    return packet.train() == Packet.Train.NONE ? flags : flags | NetifTxRequest.EXTRA_INFO;
  }

  private void extra(Packet packet) {
    Arrays.fill(slot.array(), (byte) 0);
    NetifExtraInfo.TYPE.put(slot, 0, ABI, NetifExtraType.GSO.number);
    NetifExtraInfo.GSO_SIZE.put(slot, 0, ABI, packet.segmentBytes());
    NetifExtraInfo.GSO_TYPE.put(
        slot,
        0,
        ABI,
        packet.train() == Packet.Train.TCPV4 ? NetifExtraInfo.GSO_TCPV4 : NetifExtraInfo.GSO_TCPV6);
    tx.request(slot.array(), TX_SLOT);
  }

  private void sent() {
    do {
      while (tx.available() > 0) {
        tx.take(slot.array(), NetifTxResponse.LAYOUT.size(ABI));
        int status = NetifTxResponse.STATUS.get(slot, 0, ABI);
        int page = NetifTxResponse.ID.get(slot, 0, ABI);
        if (status <= 0 && page < PAGES && lentTx[page]) { // else no answer to a piece of a packet
          refused += status < 0 ? 1 : 0;
          lentTx[page] = false;
          freeTx.add(page);
        }
      }
      tx.askForEvent();
    } while (tx.available() > 0);
  }

  /** How many pieces of packets the back end refused. */
  public int refused() {
    return refused;
  }

  private void received() {
    do {
      while (rx.available() > 0) {
        rx.take(slot.array(), RX_SLOT);
        piece();
      }
      rx.askForEvent();
    } while (rx.available() > 0);
    if (rx.publish()) {
      services.events().signal(rxPort);
    }
  }

  /** Takes a piece, which comes in the page that was offered for it. */
  private void piece() {
    int flags;
    if (incoming.extraNext) {
      incoming.extraNext = false;
      int kind = NetifExtraInfo.GSO_TYPE.get(slot, 0, ABI);
      incoming.train = kind == NetifExtraInfo.GSO_TCPV4 ? Packet.Train.TCPV4 : Packet.Train.TCPV6;
      incoming.segmentBytes = NetifExtraInfo.GSO_SIZE.get(slot, 0, ABI);
      flags = incoming.flags;
    } else {
      int page = NetifRxResponse.ID.get(slot, 0, ABI);
      int status = NetifRxResponse.STATUS.get(slot, 0, ABI);
      flags = NetifRxResponse.FLAGS.get(slot, 0, ABI);
      if (status > 0 && status <= Mfn.PAGE_SIZE && page < PAGES) {
        incoming.bytes.writeBytes(rxPages[page].bytes().copy(0, status));
      } else {
        incoming.failed = true;
      }
      if (incoming.flags < 0) {
        incoming.flags = flags;
        incoming.extraNext = (flags & NetifRxResponse.EXTRA_INFO) != 0;
      }
    }
    offerNext();
    if (!incoming.extraNext && (flags & NetifRxResponse.MORE_DATA) == 0) {
      deliver();
    }
  }

  /** Pages go round: a slot's page is that of its number. */
  private void offerNext() {
    offer(nextPage);
    nextPage = (nextPage + 1) % PAGES;
  }

  private void deliver() {
    Incoming whole = incoming;
    incoming = new Incoming();
    if (!whole.failed) {
      Packet.Checksum checksum =
          (whole.flags & NetifRxResponse.CSUM_BLANK) != 0
              ? Packet.Checksum.BLANK
              : (whole.flags & NetifRxResponse.DATA_VALIDATED) != 0
                  ? Packet.Checksum.RIGHT
                  : Packet.Checksum.UNKNOWN;
      receiver.accept(
          new Packet(whole.bytes.toByteArray(), checksum, whole.train, whole.segmentBytes));
    }
  }
}
