package dev.xenolith.dom0.device;

import dev.xenolith.dom0.p9.SharedFolder;
import dev.xenolith.pv.p9.P9Reply;
import dev.xenolith.pv.p9.P9Request;
import dev.xenolith.pv.p9.Share;
import java.util.function.Consumer;

/** A folder as the back end sees it, with the host's work done elsewhere. */
final class FolderShare implements Share {
  private static final long RESET_NANOS = 10_000;

  private final Errands errands;
  private final SharedFolder folder;

  FolderShare(Errands errands, SharedFolder folder) {
    this.errands = errands;
    this.folder = folder;
  }

  SharedFolder folder() {
    return folder;
  }

  @Override
  public void submit(P9Request request, Consumer<P9Reply> done) {
    P9Reply[] reply = new P9Reply[1]; // handed over with the job, by whoever ran it
    errands.send(
        SharedFolder.nanos(request),
        () -> reply[0] = folder.answer(request),
        () -> done.accept(reply[0]));
  }

  @Override
  public void reset(Runnable then) {
    errands.send(RESET_NANOS, folder::forgetAll, then);
  }
}
