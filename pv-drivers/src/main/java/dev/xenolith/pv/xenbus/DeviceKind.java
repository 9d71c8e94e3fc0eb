package dev.xenolith.pv.xenbus;

import java.util.Arrays;
import java.util.List;

/** Every kind of split device that Xen's public headers know, and what becomes of it here. */
public enum DeviceKind {
  VBD(
      Fate.SERVED,
      "vbd",
      "blkif",
      "read, write, barrier, flush, discard, indirect segments, persistent grants, rings of up to"
          + " 4 pages, up to 4 queues, both ABIs; no secure discard"),
  VIF(
      Fate.SERVED,
      "vif",
      "netif",
      "sg, checksum offload, GSO v4 and v6, rx-copy, split event channels, up to 4 queues,"
          + " multicast control, control ring with hashes; no rx-flip, no mapped grefs, no XDP"
          + " headroom"),
  CONSOLE(
      Fate.SERVED,
      "console",
      "console",
      "the primary console by xenconsoled's rules, and those besides that channel asks for"),
  VFB(Fate.SERVED, "vfb", "fbif", "update, resize; 8, 16, 24 and 32 bits a pixel"),
  VKBD(
      Fate.SERVED,
      "vkbd",
      "kbdif",
      "keys, relative and absolute pointer; no multi-touch, no raw pointer"),
  P9(Fate.SERVED, "9pfs", "9pfs", "9P2000.L in up to 2 rings of up to 16 pages"),
  QDISK(Fate.REFUSED, "qdisk", "blkif", "disks have their back end under vbd"),
  PCI(Fate.REFUSED, "pci", "pciif", "PCI passthrough"),
  VUSB(Fate.REFUSED, "vusb", "usbif", "USB controllers"),
  QUSB(Fate.REFUSED, "qusb", "usbif", "USB controllers"),
  VSCSI(Fate.REFUSED, "vscsi", "vscsiif", "SCSI hosts"),
  VTPM(Fate.REFUSED, "vtpm", "tpmif", "TPMs"),
  PVCALLS(Fate.REFUSED, "pvcalls", "pvcalls", "sockets of the host"),
  VSND(Fate.REFUSED, "vsnd", "sndif", "sound devices"),
  VDISPL(Fate.REFUSED, "vdispl", "displif", "displays with buffers of their own; vfb is a screen"),
  VCAMERA(Fate.REFUSED, "vcamera", "cameraif", "cameras"),
  VINPUT(
      Fate.REFUSED,
      "vinput",
      "kbdif",
      "input devices of the host; vkbd is a keyboard and a pointer"),
  VIRTIO(Fate.REFUSED, "virtio", "virtio", "virtio devices; PV guests have none");

  /** What becomes of one. */
  private enum Fate {
    SERVED,
    REFUSED
  }

  private final Fate fate;
  private final String type;
  private final String protocol;
  private final String text;

  DeviceKind(Fate fate, String type, String protocol, String text) {
    this.fate = fate;
    this.type = type;
    this.protocol = protocol;
    this.text = text;
  }

  /** Those that nobody can have. */
  public static List<DeviceKind> refused() {
    return Arrays.stream(values()).filter(k -> !k.isServed()).toList();
  }

  /** As paths in xenstore spell it. */
  public String type() {
    return type;
  }

  /** The header that describes how it is talked to. */
  public String protocol() {
    return protocol;
  }

  /** Whether there is a back end. */
  public boolean isServed() {
    return fate == Fate.SERVED;
  }

  /** What its back end can do, or what there is no back end for. */
  public String text() {
    return text;
  }
}
