package dev.xenolith.hv.mm;

import dev.xenolith.abi.call.XenErrno;

/** Results as the hypercalls return them: 0 or a negated error number. */
final class Rc {
  static final int OK = 0;
  static final int EPERM = -XenErrno.EPERM.number;
  static final int ENOENT = -XenErrno.ENOENT.number;
  static final int ESRCH = -XenErrno.ESRCH.number;
  static final int ENOMEM = -XenErrno.ENOMEM.number;
  static final int EACCES = -XenErrno.EACCES.number;
  static final int EFAULT = -XenErrno.EFAULT.number;
  static final int EBUSY = -XenErrno.EBUSY.number;
  static final int EINVAL = -XenErrno.EINVAL.number;
  static final int ENOSYS = -XenErrno.ENOSYS.number;
  static final int ERESTART = -XenErrno.ERESTART.number;
  static final int EOPNOTSUPP = -XenErrno.EOPNOTSUPP.number;

  private Rc() {}
}
