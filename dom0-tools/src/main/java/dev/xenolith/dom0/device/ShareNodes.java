package dev.xenolith.dom0.device;

import dev.xenolith.abi.io.XenbusState;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.p9.ShareSpec;
import dev.xenolith.dom0.xenstore.Permissions;
import dev.xenolith.dom0.xenstore.Permissions.Access;
import dev.xenolith.dom0.xenstore.StoreClient;
import dev.xenolith.dom0.xenstore.StoreException;

/** The nodes of one shared folder in xenstore, as libxl writes them. */
final class ShareNodes {
  private static final String INITIALISING = Integer.toString(XenbusState.INITIALISING.number);

  private final DomId domid;
  private final ShareSpec spec;
  private final String back;
  private final String front;
  private final String libxl;
  private final String error;

  ShareNodes(DomId domid, String device, ShareSpec spec) {
    this.domid = domid;
    this.spec = spec;
    back = "/local/domain/0/backend/9pfs/%d/%s".formatted(domid.raw(), device);
    front = "/local/domain/%d/device/9pfs/%s".formatted(domid.raw(), device);
    libxl = "/libxl/%d/device/9pfs/%s".formatted(domid.raw(), device);
    error = "/local/domain/0/error/backend/9pfs/%d/%s".formatted(domid.raw(), device);
  }

  /** Makes them, together. */
  void write(StoreClient store) throws StoreException {
    Permissions backs = Permissions.ownedBy(DomId.DOM0, Access.NONE).and(domid, Access.READ);
    Permissions fronts = Permissions.ownedBy(domid, Access.NONE).and(DomId.DOM0, Access.READ);
    store.transaction(
        nodes -> {
          nodes.remove(back);
          nodes.remove(front);
          nodes.mkdir(front, fronts);
          nodes.write(front + "/backend", back);
          nodes.write(front + "/backend-id", "0");
          nodes.write(front + "/state", INITIALISING);
          nodes.write(front + "/tag", spec.tag());
          nodes.mkdir(back, backs);
          nodes.write(back + "/frontend", front);
          writeBack(nodes, back);
          nodes.mkdir(libxl, Permissions.ownedBy(DomId.DOM0, Access.NONE));
          nodes.write(libxl + "/frontend", front);
          nodes.write(libxl + "/backend", back);
          writeBack(nodes, libxl);
        });
  }

  private void writeBack(StoreClient.Nodes nodes, String path) throws StoreException {
    nodes.write(path + "/frontend-id", Integer.toString(domid.raw()));
    nodes.write(path + "/online", "1");
    nodes.write(path + "/state", INITIALISING);
    nodes.write(path + "/path", spec.path().toString());
    nodes.write(path + "/security_model", "none");
  }

  void remove(StoreClient store) throws StoreException {
    store.transaction(
        nodes -> {
          nodes.remove(front);
          nodes.remove(back);
          nodes.remove(libxl);
          nodes.remove(error);
        });
  }
}
