package dev.xenolith.pv.net;

import dev.xenolith.abi.io.NetifCtrlStatus;
import java.util.Arrays;

/**
 * How a card's packets are spread over its queues: as this side likes, until the front end has
 * asked on its control ring for a hash of its own and says which queue each value belongs to.
 */
final class FlowSpread {
  /** The longest key, and the most values, as Linux' netback has them. */
  static final int KEY_BYTES = 40;

  static final int MOST_VALUES = 128;

  private static final int NONE = 0;
  private static final int TOEPLITZ = 1;

  // XEN_NETIF_CTRL_HASH_TYPE_*, as numbers of bits.
  static final int IPV4 = 0;
  static final int IPV4_TCP = 1;
  static final int IPV6 = 2;
  static final int IPV6_TCP = 3;

  /** All kinds of hashes there are. */
  static final int ALL_FLAGS = 15;

  private final int queues;
  private final byte[] key = new byte[KEY_BYTES];
  private int algorithm = NONE;
  private int flags;
  private int[] mapping = new int[0];

  FlowSpread(int queues) {
    this.queues = queues;
  }

  /**
   * What a packet's hash is.
   *
   * @param type which of the kinds it is
   */
  record Hash(int type, int value) {
    /** The number of the only algorithm there is. */
    static final int ALGORITHM = TOEPLITZ;
  }

  NetifCtrlStatus setAlgorithm(int number) {
    if (number != NONE && number != TOEPLITZ) {
      return NetifCtrlStatus.INVALID_PARAMETER;
    }
    algorithm = number;
    return NetifCtrlStatus.SUCCESS;
  }

  NetifCtrlStatus setFlags(int wanted) {
    if ((wanted & ~ALL_FLAGS) != 0 || algorithm == NONE) {
      return NetifCtrlStatus.INVALID_PARAMETER;
    }
    flags = wanted;
    return NetifCtrlStatus.SUCCESS;
  }

  /** Takes a key, of {@link #KEY_BYTES} at most. */
  NetifCtrlStatus setKey(byte[] wanted) {
    Arrays.fill(key, (byte) 0);
    System.arraycopy(wanted, 0, key, 0, wanted.length);
    return NetifCtrlStatus.SUCCESS;
  }

  NetifCtrlStatus setMappingSize(int size) {
    if (Integer.compareUnsigned(size, MOST_VALUES) > 0) {
      return NetifCtrlStatus.INVALID_PARAMETER;
    }
    mapping = new int[size];
    return NetifCtrlStatus.SUCCESS;
  }

  /** Whether the mapping has room for so many values from there on. */
  boolean hasValues(int from, int count) {
    return from >= 0 && count >= 0 && count <= mapping.length && from <= mapping.length - count;
  }

  /** Changes a part of the mapping that is there, all of it or nothing. */
  NetifCtrlStatus setMapping(int from, int[] values) {
    for (int queue : values) {
      if (Integer.compareUnsigned(queue, queues) >= 0) {
        return NetifCtrlStatus.INVALID_PARAMETER;
      }
    }
    System.arraycopy(values, 0, mapping, from, values.length);
    return NetifCtrlStatus.SUCCESS;
  }

  /** Which queue a packet belongs to. */
  int queue(Packet packet) {
    if (algorithm == NONE) {
      return FlowHash.of(packet, queues);
    }
    Hash hash = hash(packet);
    int value = hash == null ? 0 : hash.value;
    return mapping.length == 0
        ? Integer.remainderUnsigned(value, queues)
        : mapping[Integer.remainderUnsigned(value, mapping.length)];
  }

  /** The hash that the front end has asked for, or null where it has not, or not for these. */
  Hash hash(Packet packet) {
    if (algorithm == NONE || flags == 0) {
      return null;
    }
    byte[] bytes = packet.bytes();
    Headers headers = Headers.of(bytes);
    if (headers.version() == 0) {
      return null;
    }
    boolean v4 = headers.version() == 4;
    int tcp = v4 ? IPV4_TCP : IPV6_TCP;
    int ip = v4 ? IPV4 : IPV6;
    boolean hasPorts = headers.protocol() == Headers.TCP && headers.hasChecksum();
    if (hasPorts && (flags >>> tcp & 1) != 0) {
      return new Hash(tcp, Toeplitz.hash(key, flow(bytes, headers, 4)));
    }
    return (flags >>> ip & 1) != 0
        ? new Hash(ip, Toeplitz.hash(key, flow(bytes, headers, 0)))
        : null;
  }

  /** Both addresses, and behind them so many bytes of what TCP begins with. */
  private static byte[] flow(byte[] bytes, Headers headers, int portBytes) {
    int addresses = headers.addressBytes();
    byte[] flow = new byte[addresses + portBytes];
    System.arraycopy(bytes, headers.addresses(), flow, 0, addresses);
    System.arraycopy(bytes, headers.transport(), flow, addresses, portBytes);
    return flow;
  }
}
