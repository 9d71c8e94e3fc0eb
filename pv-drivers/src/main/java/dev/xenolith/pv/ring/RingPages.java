package dev.xenolith.pv.ring;

import dev.xenolith.abi.io.BlkifSring;
import dev.xenolith.abi.layout.Abi;
import dev.xenolith.abi.layout.GuestBytes;

/** Where the parts of a ring are in the pages it fills. All rings have the same header. */
final class RingPages {
  private static final int FIRST_SLOT = BlkifSring.RING.at(Abi.PV64, 0);

  final GuestBytes bytes;
  final int slots;
  private final int slotBytes;

  RingPages(GuestBytes bytes, int slotBytes) {
    this.bytes = bytes;
    this.slotBytes = slotBytes;
    slots = Integer.highestOneBit(((int) bytes.size() - FIRST_SLOT) / slotBytes);
  }

  long slot(int index) {
    return FIRST_SLOT + (long) (index & slots - 1) * slotBytes;
  }

  int requestsProduced() {
    return BlkifSring.REQ_PROD.get(bytes, 0, Abi.PV64);
  }

  void setRequestsProduced(int index) {
    BlkifSring.REQ_PROD.put(bytes, 0, Abi.PV64, index);
  }

  int requestEvent() {
    return BlkifSring.REQ_EVENT.get(bytes, 0, Abi.PV64);
  }

  void setRequestEvent(int index) {
    BlkifSring.REQ_EVENT.put(bytes, 0, Abi.PV64, index);
  }

  int responsesProduced() {
    return BlkifSring.RSP_PROD.get(bytes, 0, Abi.PV64);
  }

  void setResponsesProduced(int index) {
    BlkifSring.RSP_PROD.put(bytes, 0, Abi.PV64, index);
  }

  int responseEvent() {
    return BlkifSring.RSP_EVENT.get(bytes, 0, Abi.PV64);
  }

  void setResponseEvent(int index) {
    BlkifSring.RSP_EVENT.put(bytes, 0, Abi.PV64, index);
  }

  /** Whether the other half wants to be told that an index went from one value to another. */
  static boolean crosses(int event, int before, int after) {
    return Integer.compareUnsigned(after - event, after - before) < 0;
  }
}
