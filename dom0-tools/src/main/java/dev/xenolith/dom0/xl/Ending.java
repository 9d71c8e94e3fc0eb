package dev.xenolith.dom0.xl;

/**
 * Why a run is over.
 *
 * @param status what the shell is told
 * @param detail what the person is told beside the status' meaning, or the empty string
 */
record Ending(ExitStatus status, String detail) {
  Ending(ExitStatus status) {
    this(status, "");
  }

  /** What the person is told. */
  String sentence() {
    if (detail.isEmpty()) {
      return status.meaning;
    }
    return status == ExitStatus.FAILED ? detail : status.meaning + ": " + detail;
  }
}
