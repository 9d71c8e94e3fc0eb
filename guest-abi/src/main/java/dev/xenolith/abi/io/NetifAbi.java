package dev.xenolith.abi.io;

import dev.xenolith.abi.layout.StructLayout;
import dev.xenolith.abi.num.AbiNumber;
import java.util.List;
import java.util.stream.Stream;

/** All of io/netif.h that has a layout or a number. */
public final class NetifAbi {
  /** Its structures. */
  public static final List<StructLayout> STRUCTURES =
      List.of(
          NetifTxRequest.LAYOUT,
          NetifTxResponse.LAYOUT,
          NetifRxRequest.LAYOUT,
          NetifRxResponse.LAYOUT,
          NetifSrings.TX_ENTRY,
          NetifSrings.TX,
          NetifSrings.RX_ENTRY,
          NetifSrings.RX,
          NetifExtraInfo.LAYOUT,
          XenNetifCtrlRequest.LAYOUT,
          XenNetifCtrlResponse.LAYOUT,
          XenNetifGref.LAYOUT);

  /** Its numbers. */
  public static final List<AbiNumber> NUMBERS =
      Stream.<AbiNumber[]>of(
              NetifStatus.values(),
              NetifExtraType.values(),
              NetifCtrlType.values(),
              NetifCtrlStatus.values())
          .flatMap(Stream::of)
          .toList();

  private NetifAbi() {}
}
