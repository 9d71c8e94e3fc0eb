package dev.xenolith.pv.net;

import dev.xenolith.abi.io.NetifExtraInfo;
import dev.xenolith.abi.io.NetifExtraType;
import dev.xenolith.abi.io.NetifStatus;
import dev.xenolith.abi.io.NetifTxRequest;
import dev.xenolith.abi.io.NetifTxResponse;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.GrantCopies;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ring.BackRing;
import java.util.Arrays;

/** The ring on which a front end sends. */
final class TxQueue {
  private static final Abi ABI = Abi.PV64; // both widths have the same layouts
  private static final int SLOT = NetifTxRequest.LAYOUT.size(ABI);

  /** A packet of more slots is dropped. */
  private static final int MOST_SLOTS = NetifTxRequest.MIN_SLOTS;

  /** A packet of more slots ends the connection, as in Linux (fatal_skb_slots). */
  private static final int FATAL_SLOTS = 20;

  /** As Linux' TCP has it (TCP_MIN_GSO_SIZE). */
  private static final int LEAST_SEGMENT = 8;

  private final VirtualCard card;
  private final GuestServices services;
  private final GrantedPages.Mapping mapping;
  private final BackRing ring;
  private final ByteArrayBytes slot = new ByteArrayBytes(SLOT);
  private final byte[] response = new byte[NetifTxResponse.LAYOUT.size(ABI)];
  private final GrantCopies copies = new GrantCopies(FATAL_SLOTS);
  private final int[] refs = new int[FATAL_SLOTS];
  private final int[] offsets = new int[FATAL_SLOTS];
  private final int[] sizes = new int[FATAL_SLOTS];
  private final int[] ids = new int[FATAL_SLOTS];
  private final NetifStatus[] statuses = new NetifStatus[FATAL_SLOTS];
  private int slots;
  private int extras;
  private int flags;
  private int waiting;
  private boolean tooMuch;
  private Packet.Train train = Packet.Train.NONE;
  private int segmentBytes;
  private NetifStatus multicast;

  TxQueue(VirtualCard card, GuestServices services, GrantedPages.Mapping mapping) {
    this.card = card;
    this.services = services;
    this.mapping = mapping;
    ring = new BackRing(mapping.bytes(), SLOT);
  }

  /**
   * Takes what is in the ring.
   *
   * @return whether the front end wants to be told of answers; false as well when it has been
   *     disconnected for what it did
   */
  boolean work() {
    while (true) {
      waiting = ring.available();
      if (waiting == BackRing.BROKEN) {
        return fail("Impossible number of requests: " + ring);
      }
      if (waiting == 0) {
        ring.askForEvent();
        waiting = ring.available();
      }
      if (waiting == 0 || card.patience().isGone()) {
        return ring.publish();
      }
      if (!takePacket()) {
        return false;
      }
      if (!card.isConnected()) {
        return false; // by what the packet brought about
      }
    }
  }

  /** Shows the answers so far; answers whether the front end wants to be told. */
  boolean publish() {
    return ring.publish();
  }

  void close() {
    mapping.close();
  }

  private boolean fail(String reason) {
    card.fail(reason);
    return false;
  }

  private void take() {
    ring.take(slot.array(), SLOT);
    waiting--;
  }

  /** Takes one packet; false when that ended the connection. */
  private boolean takePacket() {
    slots = 0;
    extras = 0;
    tooMuch = false;
    train = Packet.Train.NONE;
    multicast = null;
    take();
    addSlot();
    int total = sizes[0];
    if ((flags & NetifTxRequest.EXTRA_INFO) != 0 && !takeExtras()) {
      return false;
    }
    if (multicast != null) {
      respondAll(multicast);
      return true;
    }
    int firstFlags = flags;
    if (!takeRest()) {
      return false;
    }
    if (tooMuch || total < Packet.HEADER_BYTES) {
      respondAll(NetifStatus.ERROR);
      return true;
    }
    if (offsets[0] + sizes[0] > Mfn.PAGE_SIZE) {
      return fail("txreq.offset: %d, size: %d beyond the page".formatted(offsets[0], sizes[0]));
    }
    forward(total, firstFlags);
    return true;
  }

  private void addSlot() {
    flags = NetifTxRequest.FLAGS.get(slot, 0, ABI);
    refs[slots] = NetifTxRequest.GREF.get(slot, 0, ABI);
    offsets[slots] = NetifTxRequest.OFFSET.get(slot, 0, ABI);
    sizes[slots] = NetifTxRequest.SIZE.get(slot, 0, ABI);
    ids[slots] = NetifTxRequest.ID.get(slot, 0, ABI);
    slots++;
  }

  private boolean takeExtras() {
    int more;
    do {
      if (waiting == 0) {
        return fail("Missing extra info");
      }
      take();
      extras++;
      more = NetifExtraInfo.FLAGS.get(slot, 0, ABI) & NetifExtraInfo.MORE;
      int number = NetifExtraInfo.TYPE.get(slot, 0, ABI);
      NetifExtraType type = NetifExtraType.of(number);
      if (type == null || type == NetifExtraType.NONE) {
        return fail("Invalid extra type: " + number);
      }
      if (!takeExtra(type)) {
        return false;
      }
    } while (more != 0);
    return true;
  }

  private boolean takeExtra(NetifExtraType type) {
    switch (type) {
      case GSO -> {
        segmentBytes = NetifExtraInfo.GSO_SIZE.get(slot, 0, ABI);
        int kind = NetifExtraInfo.GSO_TYPE.get(slot, 0, ABI);
        if (segmentBytes == 0) {
          return fail("GSO size must not be zero.");
        }
        if (kind != NetifExtraInfo.GSO_TCPV4 && kind != NetifExtraInfo.GSO_TCPV6) {
          return fail("Bad GSO type " + kind + ".");
        }
        train = kind == NetifExtraInfo.GSO_TCPV4 ? Packet.Train.TCPV4 : Packet.Train.TCPV6;
      }
      case MCAST_ADD, MCAST_DEL -> {
        byte[] address =
            Arrays.copyOfRange(
                slot.array(),
                NetifExtraInfo.MCAST_ADDR.at(ABI, 0),
                NetifExtraInfo.MCAST_ADDR.at(ABI, 0) + Packet.ADDRESS_BYTES);
        multicast = card.groups().change(type == NetifExtraType.MCAST_ADD, address);
      }
      case HASH, NONE -> {
        // What the front end hashed helps nobody here: a sum of our own is as quick.
      }
    }
    return true;
  }

  /** Takes the slots behind the first; its size becomes what is left for it. */
  private boolean takeRest() {
    while ((flags & NetifTxRequest.MORE_DATA) != 0) {
      if (waiting == 0) {
        return fail("Asked for more slots than the %d there are".formatted(slots));
      }
      if (slots == FATAL_SLOTS) {
        return fail(
            "Malicious frontend using %d slots, threshold %d".formatted(slots + 1, FATAL_SLOTS));
      }
      take();
      addSlot();
      int last = slots - 1;
      if (offsets[last] + sizes[last] > Mfn.PAGE_SIZE) {
        return fail(
            "Cross page boundary, txp->offset: %d, size: %d".formatted(offsets[last], sizes[last]));
      }
      tooMuch |= slots > MOST_SLOTS || sizes[last] > sizes[0];
      sizes[0] -= tooMuch ? 0 : sizes[last];
    }
    return true;
  }

  private void forward(int total, int firstFlags) {
    byte[] bytes = new byte[total];
    copies.begin(bytes);
    int place = 0;
    for (int i = 0; i < slots; i++) {
      if (sizes[i] > 0) {
        copies.add(refs[i], offsets[i], sizes[i], place);
        place += sizes[i];
      }
      statuses[i] = NetifStatus.OKAY;
    }
    services.grants().copyFrom(card.front(), copies);
    boolean whole = true;
    for (int i = 0, copy = 0; i < slots; i++) {
      if (sizes[i] > 0 && copies.hasFailed(copy++)) {
        statuses[i] = NetifStatus.ERROR;
        whole = false;
      }
    }
    for (int i = 0; i < slots; i++) {
      respond(i, statuses[i]);
    }
    if (!whole) {
      card.patience().wear();
      return;
    }
    Packet packet = new Packet(bytes, checksum(firstFlags), train, segmentBytes);
    if (makesSense(packet)) {
      card.send(packet);
    }
  }

  private Packet.Checksum checksum(int firstFlags) {
    if ((firstFlags & NetifTxRequest.CSUM_BLANK) != 0 || train != Packet.Train.NONE) {
      return Packet.Checksum.BLANK;
    }
    return (firstFlags & NetifTxRequest.DATA_VALIDATED) != 0
        ? Packet.Checksum.RIGHT
        : Packet.Checksum.UNKNOWN;
  }

  /**
   * A blank checksum must be somewhere, or nobody could ever fill it in; and a train of less than
   * that little in each segment is made by nobody but to make work for others.
   */
  private static boolean makesSense(Packet packet) {
    if (packet.train() != Packet.Train.NONE && packet.segmentBytes() < LEAST_SEGMENT) {
      return false;
    }
    return packet.checksum() != Packet.Checksum.BLANK || Headers.of(packet.bytes()).hasChecksum();
  }

  private void respondAll(NetifStatus status) {
    if (status == NetifStatus.ERROR) {
      card.patience().wear();
    }
    for (int i = 0; i < slots; i++) {
      respond(i, status);
    }
  }

  /** Answers a slot; behind the first come answers for its extra descriptors. */
  private void respond(int i, NetifStatus status) {
    put(ids[i], status);
    for (int e = 0; i == 0 && e < extras; e++) {
      put(0, NetifStatus.NULL);
    }
  }

  private void put(int id, NetifStatus status) {
    response[0] = (byte) id;
    response[1] = (byte) (id >>> 8);
    response[2] = (byte) status.number;
    response[3] = (byte) (status.number >> 8);
    ring.respond(response, response.length);
  }
}
