package dev.xenolith.dom0.trace;

import dev.xenolith.abi.call.XenErrno;

/** The errors in words, the usual ones where there are such. */
final class ErrnoText {
  private ErrnoText() {}

  static String of(XenErrno e) {
    return switch (e) {
      case EPERM -> "Operation not permitted";
      case ENOENT -> "No such entry";
      case ESRCH -> "No such domain";
      case EINTR -> "Interrupted";
      case EIO -> "Input/output error";
      case ENXIO -> "No such device or address";
      case E2BIG -> "Argument list too long";
      case ENOEXEC -> "Not executable";
      case EBADF -> "Bad descriptor";
      case ECHILD -> "No child";
      case EAGAIN -> "Try again";
      case ENOMEM -> "Out of memory";
      case EACCES -> "Permission denied";
      case EFAULT -> "Bad address";
      case EBUSY -> "Busy";
      case EEXIST -> "Exists already";
      case EXDEV -> "Crosses a boundary";
      case ENODEV -> "No such device";
      case ENOTDIR -> "Not a directory";
      case EISDIR -> "Is a directory";
      case EINVAL -> "Invalid argument";
      case ENFILE, EMFILE -> "Too many open";
      case ENOSPC -> "No space left";
      case EROFS -> "Read-only";
      case EMLINK -> "Too many links";
      case EDOM, ERANGE -> "Out of range";
      case EDEADLK -> "Would deadlock";
      case ENAMETOOLONG -> "Name too long";
      default -> rarely(e);
    };
  }

  private static String rarely(XenErrno e) {
    return switch (e) {
      case ENOLCK -> "No locks available";
      case ENOSYS -> "Function not implemented";
      case ENOTEMPTY -> "Not empty";
      case ENODATA -> "No data";
      case ETIME -> "Time has passed";
      case EBADMSG -> "Bad message";
      case EOVERFLOW -> "Value too large";
      case EILSEQ -> "Illegal sequence";
      case ERESTART -> "To be restarted";
      case ENOTSOCK -> "Not a socket";
      case EMSGSIZE -> "Message too long";
      case EOPNOTSUPP -> "Operation not supported";
      case EADDRINUSE -> "Address in use";
      case EADDRNOTAVAIL -> "Address not available";
      case ENOBUFS -> "No buffer space";
      case EISCONN -> "Connected already";
      case ENOTCONN -> "Not connected";
      case ETIMEDOUT -> "Timed out";
      case ECONNREFUSED -> "Connection refused";
      default -> e.name();
    };
  }
}
