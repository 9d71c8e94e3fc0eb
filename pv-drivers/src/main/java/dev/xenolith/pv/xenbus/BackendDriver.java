package dev.xenolith.pv.xenbus;

/** The back end of one type of device. */
public interface BackendDriver {
  /** The type, as paths in xenstore spell it. */
  String type();

  /** Takes on a device that the toolstack has made. */
  BackendDevice create(DeviceNode node);
}
