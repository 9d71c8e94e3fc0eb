package dev.xenolith.abi.cheader;

import dev.xenolith.abi.io.BlkifRequest;
import dev.xenolith.abi.io.BlkifRequestDiscard;
import dev.xenolith.abi.io.BlkifRequestIndirect;
import dev.xenolith.abi.io.NetifExtraInfo;
import dev.xenolith.abi.io.NetifRxResponse;
import dev.xenolith.abi.io.NetifTxRequest;
import dev.xenolith.abi.io.VdiskFlags;
import dev.xenolith.abi.io.XenfbPage;
import dev.xenolith.abi.io.XenfbResize;
import dev.xenolith.abi.io.XenfbUpdate;
import dev.xenolith.abi.io.XenkbdKey;
import dev.xenolith.abi.io.XenkbdMotion;
import dev.xenolith.abi.io.XenkbdPage;
import dev.xenolith.abi.io.XenkbdPosition;
import dev.xenolith.abi.io.XenstoreLimits;
import dev.xenolith.abi.xen.EvtchnFifoControlBlock;
import dev.xenolith.abi.xen.GrantCopyFlags;
import dev.xenolith.abi.xen.GrantFlags;
import dev.xenolith.abi.xen.GrantMapFlags;
import dev.xenolith.abi.xen.MemoryFlags;
import dev.xenolith.abi.xen.StartInfoFlags;
import dev.xenolith.abi.xen.UpdateVaFlags;
import dev.xenolith.abi.xen.VcpuGuestContext;
import dev.xenolith.abi.xen.VcpuTimerFlags;
import java.util.List;

/** The C names of bits and limits. */
public final class FlagNames {
  /** All of them, in the order of the header. */
  public static final List<Flag> ALL =
      List.of(
          new Flag(
              "EVTCHN_FIFO_PENDING", EvtchnFifoControlBlock.EVTCHN_FIFO_PENDING, "event_channel.h"),
          new Flag(
              "EVTCHN_FIFO_MASKED", EvtchnFifoControlBlock.EVTCHN_FIFO_MASKED, "event_channel.h"),
          new Flag(
              "EVTCHN_FIFO_LINKED", EvtchnFifoControlBlock.EVTCHN_FIFO_LINKED, "event_channel.h"),
          new Flag("EVTCHN_FIFO_BUSY", EvtchnFifoControlBlock.EVTCHN_FIFO_BUSY, "event_channel.h"),
          new Flag(
              "EVTCHN_FIFO_LINK_BITS",
              EvtchnFifoControlBlock.EVTCHN_FIFO_LINK_BITS,
              "event_channel.h"),
          new Flag(
              "EVTCHN_FIFO_PRIORITY_MAX",
              EvtchnFifoControlBlock.EVTCHN_FIFO_PRIORITY_MAX,
              "event_channel.h"),
          new Flag(
              "EVTCHN_FIFO_PRIORITY_DEFAULT",
              EvtchnFifoControlBlock.EVTCHN_FIFO_PRIORITY_DEFAULT,
              "event_channel.h"),
          new Flag(
              "EVTCHN_FIFO_PRIORITY_MIN",
              EvtchnFifoControlBlock.EVTCHN_FIFO_PRIORITY_MIN,
              "event_channel.h"),
          new Flag("BLKIF_MAX_SEGMENTS_PER_REQUEST", BlkifRequest.MAX_SEGMENTS, "io/blkif.h"),
          new Flag(
              "BLKIF_MAX_INDIRECT_PAGES_PER_REQUEST", BlkifRequestIndirect.MAX_PAGES, "io/blkif.h"),
          new Flag("BLKIF_DISCARD_SECURE", BlkifRequestDiscard.SECURE, "io/blkif.h"),
          new Flag("VDISK_CDROM", VdiskFlags.CDROM, "io/blkif.h"),
          new Flag("VDISK_REMOVABLE", VdiskFlags.REMOVABLE, "io/blkif.h"),
          new Flag("VDISK_READONLY", VdiskFlags.READONLY, "io/blkif.h"),
          new Flag("NETTXF_csum_blank", NetifTxRequest.CSUM_BLANK, "io/netif.h"),
          new Flag("NETTXF_data_validated", NetifTxRequest.DATA_VALIDATED, "io/netif.h"),
          new Flag("NETTXF_more_data", NetifTxRequest.MORE_DATA, "io/netif.h"),
          new Flag("NETTXF_extra_info", NetifTxRequest.EXTRA_INFO, "io/netif.h"),
          new Flag("XEN_NETIF_MAX_TX_SIZE", NetifTxRequest.MAX_PACKET, "io/netif.h"),
          new Flag("XEN_NETIF_NR_SLOTS_MIN", NetifTxRequest.MIN_SLOTS, "io/netif.h"),
          new Flag("NETRXF_data_validated", NetifRxResponse.DATA_VALIDATED, "io/netif.h"),
          new Flag("NETRXF_csum_blank", NetifRxResponse.CSUM_BLANK, "io/netif.h"),
          new Flag("NETRXF_more_data", NetifRxResponse.MORE_DATA, "io/netif.h"),
          new Flag("NETRXF_extra_info", NetifRxResponse.EXTRA_INFO, "io/netif.h"),
          new Flag("XEN_NETIF_EXTRA_FLAG_MORE", NetifExtraInfo.MORE, "io/netif.h"),
          new Flag("XEN_NETIF_GSO_TYPE_TCPV4", NetifExtraInfo.GSO_TCPV4, "io/netif.h"),
          new Flag("XEN_NETIF_GSO_TYPE_TCPV6", NetifExtraInfo.GSO_TCPV6, "io/netif.h"),
          new Flag("XENFB_TYPE_UPDATE", XenfbUpdate.TYPE_UPDATE, "io/fbif.h"),
          new Flag("XENFB_TYPE_RESIZE", XenfbResize.TYPE_RESIZE, "io/fbif.h"),
          new Flag("XENFB_IN_EVENT_SIZE", XenfbUpdate.EVENT_BYTES, "io/fbif.h"),
          new Flag("XENFB_OUT_EVENT_SIZE", XenfbUpdate.EVENT_BYTES, "io/fbif.h"),
          new Flag("XENFB_IN_RING_OFFS", XenfbPage.IN_RING_OFFSET, "io/fbif.h"),
          new Flag("XENFB_IN_RING_LEN", XenfbPage.IN_RING_LENGTH, "io/fbif.h"),
          new Flag("XENFB_OUT_RING_OFFS", XenfbPage.OUT_RING_OFFSET, "io/fbif.h"),
          new Flag("XENFB_OUT_RING_LEN", XenfbPage.OUT_RING_LENGTH, "io/fbif.h"),
          new Flag("XENKBD_TYPE_MOTION", XenkbdMotion.TYPE_MOTION, "io/kbdif.h"),
          new Flag("XENKBD_TYPE_KEY", XenkbdKey.TYPE_KEY, "io/kbdif.h"),
          new Flag("XENKBD_TYPE_POS", XenkbdPosition.TYPE_POS, "io/kbdif.h"),
          new Flag("XENKBD_IN_EVENT_SIZE", XenkbdPage.EVENT_BYTES, "io/kbdif.h"),
          new Flag("XENKBD_OUT_EVENT_SIZE", XenkbdPage.EVENT_BYTES, "io/kbdif.h"),
          new Flag("XENKBD_IN_RING_OFFS", XenkbdPage.IN_RING_OFFSET, "io/kbdif.h"),
          new Flag("XENKBD_IN_RING_LEN", XenkbdPage.IN_RING_LENGTH, "io/kbdif.h"),
          new Flag("XENKBD_OUT_RING_OFFS", XenkbdPage.OUT_RING_OFFSET, "io/kbdif.h"),
          new Flag("XENKBD_OUT_RING_LEN", XenkbdPage.OUT_RING_LENGTH, "io/kbdif.h"),
          new Flag("GTF_invalid", GrantFlags.INVALID, "grant_table.h"),
          new Flag("GTF_permit_access", GrantFlags.PERMIT_ACCESS, "grant_table.h"),
          new Flag("GTF_accept_transfer", GrantFlags.ACCEPT_TRANSFER, "grant_table.h"),
          new Flag("GTF_transitive", GrantFlags.TRANSITIVE, "grant_table.h"),
          new Flag("GTF_type_mask", GrantFlags.TYPE_MASK, "grant_table.h"),
          new Flag("GTF_readonly", GrantFlags.READONLY, "grant_table.h"),
          new Flag("GTF_reading", GrantFlags.READING, "grant_table.h"),
          new Flag("GTF_writing", GrantFlags.WRITING, "grant_table.h"),
          new Flag("GTF_PWT", GrantFlags.PWT, "grant_table.h"),
          new Flag("GTF_PCD", GrantFlags.PCD, "grant_table.h"),
          new Flag("GTF_PAT", GrantFlags.PAT, "grant_table.h"),
          new Flag("GTF_sub_page", GrantFlags.SUB_PAGE, "grant_table.h"),
          new Flag("GTF_transfer_committed", GrantFlags.TRANSFER_COMMITTED, "grant_table.h"),
          new Flag("GTF_transfer_completed", GrantFlags.TRANSFER_COMPLETED, "grant_table.h"),
          new Flag("GNTMAP_device_map", GrantMapFlags.DEVICE_MAP, "grant_table.h"),
          new Flag("GNTMAP_host_map", GrantMapFlags.HOST_MAP, "grant_table.h"),
          new Flag("GNTMAP_readonly", GrantMapFlags.READONLY, "grant_table.h"),
          new Flag("GNTMAP_application_map", GrantMapFlags.APPLICATION_MAP, "grant_table.h"),
          new Flag("GNTMAP_contains_pte", GrantMapFlags.CONTAINS_PTE, "grant_table.h"),
          new Flag("GNTCOPY_source_gref", GrantCopyFlags.SOURCE_GREF, "grant_table.h"),
          new Flag("GNTCOPY_dest_gref", GrantCopyFlags.DEST_GREF, "grant_table.h"),
          new Flag("SIF_PRIVILEGED", StartInfoFlags.PRIVILEGED, "xen.h"),
          new Flag("SIF_INITDOMAIN", StartInfoFlags.INITDOMAIN, "xen.h"),
          new Flag("SIF_MULTIBOOT_MOD", StartInfoFlags.MULTIBOOT_MOD, "xen.h"),
          new Flag("SIF_MOD_START_PFN", StartInfoFlags.MOD_START_PFN, "xen.h"),
          new Flag("SIF_VIRT_P2M_4TOOLS", StartInfoFlags.VIRT_P2M_4TOOLS, "xen.h"),
          new Flag("UVMF_NONE", UpdateVaFlags.NONE, "xen.h"),
          new Flag("UVMF_TLB_FLUSH", UpdateVaFlags.TLB_FLUSH, "xen.h"),
          new Flag("UVMF_INVLPG", UpdateVaFlags.INVLPG, "xen.h"),
          new Flag("UVMF_FLUSHTYPE_MASK", UpdateVaFlags.FLUSHTYPE_MASK, "xen.h"),
          new Flag("UVMF_MULTI", UpdateVaFlags.MULTI, "xen.h"),
          new Flag("UVMF_LOCAL", UpdateVaFlags.LOCAL, "xen.h"),
          new Flag("UVMF_ALL", UpdateVaFlags.ALL, "xen.h"),
          new Flag("XENMEMF_populate_on_demand", MemoryFlags.POPULATE_ON_DEMAND, "memory.h"),
          new Flag("XENMEMF_exact_node_request", MemoryFlags.EXACT_NODE_REQUEST, "memory.h"),
          new Flag("XENMEMF_vnode", MemoryFlags.VNODE, "memory.h"),
          new Flag("VCPU_SSHOTTMR_future", VcpuTimerFlags.SSHOTTMR_FUTURE, "vcpu.h"),
          new Flag("CALLBACKF_mask_events", 1, "callback.h"),
          new Flag("VGCF_i387_valid", VcpuGuestContext.VGCF_I387_VALID, "xen.h"),
          new Flag("VGCF_in_kernel", VcpuGuestContext.VGCF_IN_KERNEL, "xen.h"),
          new Flag("VGCF_online", VcpuGuestContext.VGCF_ONLINE, "xen.h"),
          new Flag("XENSTORE_RING_SIZE", XenstoreLimits.RING_SIZE, "io/xs_wire.h"),
          new Flag("XENSTORE_PAYLOAD_MAX", XenstoreLimits.PAYLOAD_MAX, "io/xs_wire.h"),
          new Flag("XENSTORE_ABS_PATH_MAX", XenstoreLimits.ABS_PATH_MAX, "io/xs_wire.h"),
          new Flag("XENSTORE_REL_PATH_MAX", XenstoreLimits.REL_PATH_MAX, "io/xs_wire.h"));

  private FlagNames() {}

  /**
   * A bit or a limit.
   *
   * @param header the public header that defines it, relative to {@code xen/}
   */
  public record Flag(String cName, long value, String header) {
    String suffix() {
      return cName.startsWith("UVMF") ? "UL" : "";
    }
  }
}
