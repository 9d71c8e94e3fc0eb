package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.Scalar;
import dev.xenolith.abi.layout.StructLayout;

/** The rings of a network card; their indices are those of {@link BlkifSring}. */
final class NetifSrings {
  private static final int PRIVATE_BYTES = 4;
  private static final int PAD_BYTES = 44;

  /** {@code union netif_tx_sring_entry}, io/netif.h. */
  static final StructLayout TX_ENTRY =
      entry("netif_tx_sring_entry", NetifTxRequest.LAYOUT, NetifTxResponse.LAYOUT);

  /** {@code union netif_rx_sring_entry}, io/netif.h. */
  static final StructLayout RX_ENTRY =
      entry("netif_rx_sring_entry", NetifRxRequest.LAYOUT, NetifRxResponse.LAYOUT);

  /** {@code struct netif_tx_sring}, io/netif.h. */
  static final StructLayout TX = ring("netif_tx_sring", TX_ENTRY);

  /** {@code struct netif_rx_sring}, io/netif.h. */
  static final StructLayout RX = ring("netif_rx_sring", RX_ENTRY);

  private NetifSrings() {}

  private static StructLayout entry(String name, StructLayout request, StructLayout response) {
    StructLayout.Builder union = StructLayout.unionOf(name, "io/netif.h");
    union.struct("req", request);
    union.struct("rsp", response);
    return union.build();
  }

  private static StructLayout ring(String name, StructLayout entry) {
    StructLayout.Builder struct = StructLayout.of(name, "io/netif.h");
    struct.u32("req_prod");
    struct.u32("req_event");
    struct.u32("rsp_prod");
    struct.u32("rsp_event");
    struct.union("pvt").array("pvt_pad", Scalar.U8, PRIVATE_BYTES);
    struct.array("__pad", Scalar.U8, PAD_BYTES);
    struct.array("ring", entry, 1);
    return struct.build();
  }
}
