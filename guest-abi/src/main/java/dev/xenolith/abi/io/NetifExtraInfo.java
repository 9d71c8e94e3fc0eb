package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Field;
import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** What is to be known of a packet besides; takes a slot of its own behind the first. */
public final class NetifExtraInfo {
  /** Another one follows. */
  public static final int MORE = 1;

  /** The packet is a train of TCP segments over IPv4. */
  public static final int GSO_TCPV4 = 1;

  /** The packet is a train of TCP segments over IPv6. */
  public static final int GSO_TCPV6 = 2;

  private static final StructLayout.Builder S = StructLayout.of("netif_extra_info", "io/netif.h");
  public static final Field.U8 TYPE = S.u8("type");
  public static final Field.U8 FLAGS = S.u8("flags");
  private static final StructLayout.Builder U = S.union("u");
  private static final StructLayout.Builder GSO = U.nested("gso");
  public static final Field.U16 GSO_SIZE = GSO.u16("size");
  public static final Field.U8 GSO_TYPE = GSO.u8("type");
  public static final Field.U8 GSO_PAD = GSO.u8("pad");
  public static final Field.U16 GSO_FEATURES = GSO.u16("features");
  private static final StructLayout.Builder MCAST = U.nested("mcast");
  public static final Field.Array MCAST_ADDR = MCAST.array("addr", Scalar.U8, 6);
  private static final StructLayout.Builder HASH = U.nested("hash");
  public static final Field.U8 HASH_TYPE = HASH.u8("type");
  public static final Field.U8 HASH_ALGORITHM = HASH.u8("algorithm");
  public static final Field.Array HASH_VALUE = HASH.array("value", Scalar.U8, 4);
  public static final Field.Array PAD = U.array("pad", Scalar.U16, 3);

  /** {@code struct netif_extra_info}, io/netif.h. */
  public static final StructLayout LAYOUT = S.build();

  private NetifExtraInfo() {}
}
