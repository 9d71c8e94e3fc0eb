package dev.xenolith.pv.net;

import dev.xenolith.abi.io.NetifExtraInfo;
import dev.xenolith.abi.io.NetifExtraType;
import dev.xenolith.abi.io.NetifRxRequest;
import dev.xenolith.abi.io.NetifRxResponse;
import dev.xenolith.abi.io.NetifStatus;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.ByteArrayBytes;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.pv.GrantCopies;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.GuestServices;
import dev.xenolith.pv.ring.BackRing;

/** The ring on which a front end receives, and the packets that wait for room in it. */
final class RxQueue {
  private static final Abi ABI = Abi.PV64; // both widths have the same layouts
  private static final int SLOT = NetifRxRequest.LAYOUT.size(ABI);
  private static final int MOST_SLOTS = 19;

  private final VirtualCard card;
  private final GuestServices services;
  private final GrantedPages.Mapping mapping;
  private final BackRing ring;
  private final Backlog backlog;
  private final ByteArrayBytes request = new ByteArrayBytes(SLOT);
  private final ByteArrayBytes response = new ByteArrayBytes(SLOT);
  private final GrantCopies copies = new GrantCopies(MOST_SLOTS);
  private final int[] ids = new int[MOST_SLOTS];

  RxQueue(VirtualCard card, GuestServices services, GrantedPages.Mapping mapping, Room room) {
    this.card = card;
    this.services = services;
    this.mapping = mapping;
    backlog = new Backlog(room);
    ring = new BackRing(mapping.bytes(), SLOT);
  }

  /** Takes a packet that the front end knows what to do with, or drops it. */
  void add(Packet packet, Object sender) {
    if (slots(packet, card.spread().hash(packet)) <= ring.slots()) {
      backlog.add(packet, sender);
    }
  }

  private static int slots(Packet packet, FlowSpread.Hash hash) {
    int data = (packet.bytes().length + Mfn.PAGE_SIZE - 1) / Mfn.PAGE_SIZE;
    return data + extras(packet, hash);
  }

  private static int extras(Packet packet, FlowSpread.Hash hash) {
    return (packet.train() == Packet.Train.NONE ? 0 : 1) + (hash == null ? 0 : 1);
  }

  /**
   * Gives the front end what waits, as far as it has room.
   *
   * @return whether it wants to be told; false as well when it has been disconnected
   */
  boolean work() {
    Packet next = backlog.peek();
    while (next != null) {
      FlowSpread.Hash hash = card.spread().hash(next);
      int needed = slots(next, hash);
      int room = ring.available();
      if (room != BackRing.BROKEN && room < needed) {
        ring.askForEvent();
        room = ring.available();
      }
      if (room == BackRing.BROKEN) {
        card.fail("Impossible number of receive requests: " + ring);
        return false;
      }
      if (room < needed) {
        break;
      }
      backlog.remove();
      give(next, hash);
      next = backlog.peek();
    }
    return ring.publish();
  }

  /** Shows the answers so far; answers whether the front end wants to be told. */
  boolean publish() {
    return ring.publish();
  }

  void close() {
    mapping.close();
  }

  private void give(Packet packet, FlowSpread.Hash hash) {
    byte[] bytes = packet.bytes();
    copies.begin(bytes);
    int extras = extras(packet, hash);
    int slots = slots(packet, hash);
    int place = 0;
    for (int i = 0; i < slots; i++) {
      ring.take(request.array(), SLOT);
      ids[i] = NetifRxRequest.ID.get(request, 0, ABI);
      if (!isExtra(i, extras)) {
        int now = Math.min(Mfn.PAGE_SIZE, bytes.length - place);
        copies.add(NetifRxRequest.GREF.get(request, 0, ABI), 0, now, place);
        place += now;
      }
    }
    services.grants().copyTo(card.front(), copies);
    for (int i = 0, copy = 0; i < slots; i++) {
      if (isExtra(i, extras)) {
        boolean train = i == 1 && packet.train() != Packet.Train.NONE;
        extra(packet, train ? null : hash, i < extras);
      } else {
        boolean last = copy == copies.count() - 1;
        int first = firstFlags(packet) | (extras == 0 ? 0 : NetifRxResponse.EXTRA_INFO);
        int flags = (i == 0 ? first : 0) | (last ? 0 : NetifRxResponse.MORE_DATA);
        int status = copies.hasFailed(copy) ? NetifStatus.ERROR.number : copies.length(copy);
        answer(ids[i], flags, status);
        copy++;
      }
    }
  }

  private static int firstFlags(Packet packet) {
    return switch (packet.checksum()) {
      case UNKNOWN -> 0;
      case RIGHT -> NetifRxResponse.DATA_VALIDATED;
      case BLANK -> NetifRxResponse.DATA_VALIDATED | NetifRxResponse.CSUM_BLANK;
    };
  }

  /** Extra descriptors stand behind the first slot. */
  private static boolean isExtra(int slot, int extras) {
    return slot >= 1 && slot <= extras;
  }

  private void answer(int id, int flags, int status) {
    NetifRxResponse.ID.put(response, 0, ABI, id);
    NetifRxResponse.OFFSET.put(response, 0, ABI, 0);
    NetifRxResponse.FLAGS.put(response, 0, ABI, flags);
    NetifRxResponse.STATUS.put(response, 0, ABI, status);
    ring.respond(response.array(), SLOT);
  }

  /** Describes the hash, or the train where there is none. */
  private void extra(Packet packet, FlowSpread.Hash hash, boolean more) {
    response.putU64(0, 0);
    NetifExtraInfo.FLAGS.put(response, 0, ABI, more ? NetifExtraInfo.MORE : 0);
    if (hash != null) {
      NetifExtraInfo.TYPE.put(response, 0, ABI, NetifExtraType.HASH.number);
      NetifExtraInfo.HASH_TYPE.put(response, 0, ABI, hash.type());
      NetifExtraInfo.HASH_ALGORITHM.put(response, 0, ABI, FlowSpread.Hash.ALGORITHM);
      response.putU32(NetifExtraInfo.HASH_VALUE.at(ABI, 0), hash.value());
    } else {
      boolean v4 = packet.train() == Packet.Train.TCPV4;
      NetifExtraInfo.TYPE.put(response, 0, ABI, NetifExtraType.GSO.number);
      NetifExtraInfo.GSO_SIZE.put(response, 0, ABI, packet.segmentBytes());
      NetifExtraInfo.GSO_TYPE.put(
          response, 0, ABI, v4 ? NetifExtraInfo.GSO_TCPV4 : NetifExtraInfo.GSO_TCPV6);
    }
    ring.respond(response.array(), SLOT);
  }
}
