package dev.xenolith.pv.p9;

import dev.xenolith.abi.call.XenErrno;
import java.util.ArrayList;
import java.util.List;

/** Makes requests of messages, within the limits of the protocol. */
final class P9Decoder {
  /** MAXWELEM: steps of one walk. */
  private static final int MOST_STEPS = 16;

  private P9Decoder() {}

  /**
   * Reads a request.
   *
   * @param type its number
   * @param body what follows the tag
   */
  static P9Request decode(int type, byte[] body) {
    P9Type known = P9Type.of(type);
    if (known == null) {
      // Among them authentication and extended attributes, without which clients go on.
      return new P9Request.Refused(XenErrno.EOPNOTSUPP);
    }
    MessageReader in = new MessageReader(body);
    P9Request request = read(known, in);
    return in.wrong() == null ? request : new P9Request.Refused(in.wrong());
  }

  private static P9Request read(P9Type type, MessageReader in) {
    return switch (type) {
      case VERSION -> new P9Request.Version(in.u32(), in.text());
      case ATTACH -> attach(in);
      case FLUSH -> new P9Request.Flush(in.u16());
      case WALK -> walk(in);
      case READ -> new P9Request.Read(in.u32(), in.u64(), in.u32());
      case WRITE -> new P9Request.Write(in.u32(), in.u64(), in.data());
      case CLUNK -> new P9Request.Clunk(in.u32());
      case REMOVE -> new P9Request.Remove(in.u32());
      case STATFS -> new P9Request.Statfs(in.u32());
      case LOPEN -> new P9Request.Lopen(in.u32(), in.u32());
      case LCREATE -> new P9Request.Lcreate(in.u32(), in.name(), in.u32(), in.u32(), in.u32());
      case SYMLINK -> new P9Request.Symlink(in.u32(), in.name(), in.target(), in.u32());
      case MKNOD -> mknod(in);
      case RENAME -> new P9Request.Rename(in.u32(), in.u32(), in.name());
      case READLINK -> new P9Request.Readlink(in.u32());
      case GETATTR -> new P9Request.Getattr(in.u32());
      case SETATTR -> setattr(in);
      case READDIR -> new P9Request.Readdir(in.u32(), in.u64(), in.u32());
      case FSYNC -> new P9Request.Fsync(in.u32(), in.u32() != 0);
      case LOCK -> lock(in);
      case GETLOCK -> getlock(in);
      case LINK -> new P9Request.Link(in.u32(), in.u32(), in.name());
      case MKDIR -> new P9Request.Mkdir(in.u32(), in.name(), in.u32(), in.u32());
      case RENAMEAT -> new P9Request.Renameat(in.u32(), in.name(), in.u32(), in.name());
      case UNLINKAT -> new P9Request.Unlinkat(in.u32(), in.name(), in.u32());
    };
  }

  private static P9Request attach(MessageReader in) {
    int fid = in.u32();
    in.u32(); // afid: there is no authentication
    in.text(); // uname: n_uname is the number
    in.text(); // aname: a share has one tree
    return new P9Request.Attach(fid, in.u32());
  }

  private static P9Request walk(MessageReader in) {
    int fid = in.u32();
    int newFid = in.u32();
    int count = in.count(MOST_STEPS);
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(in.step());
    }
    return new P9Request.Walk(fid, newFid, names);
  }

  private static P9Request mknod(MessageReader in) {
    int directory = in.u32();
    String name = in.name();
    int mode = in.u32();
    in.u64(); // major and minor: devices are refused
    return new P9Request.Mknod(directory, name, mode, in.u32());
  }

  private static P9Request setattr(MessageReader in) {
    return new P9Request.Setattr(
        in.u32(), in.u32(), in.u32(), in.u32(), in.u32(), in.u64(), in.time(), in.time());
  }

  private static P9Request lock(MessageReader in) {
    int fid = in.u32();
    in.u8();
    return new P9Request.Lock(fid, in.u32());
  }

  private static P9Request getlock(MessageReader in) {
    int fid = in.u32();
    in.u8();
    return new P9Request.Getlock(fid, in.u64(), in.u64(), in.u32(), in.text());
  }
}
