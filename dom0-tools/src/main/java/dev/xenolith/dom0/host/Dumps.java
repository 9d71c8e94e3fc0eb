package dev.xenolith.dom0.host;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.config.FileName;
import dev.xenolith.dom0.dump.CoreDump;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The files that domains' memory is dumped to: one for each name, as the real xl has them, in the
 * state folder. A file has its name only when all of it is there.
 */
record Dumps(Path folder, Dom0Kernel kernel, Executor workers) {
  /** Dumps a domain; answers the file. */
  CompletableFuture<Path> write(DomId domid, String name) {
    return CoreDump.of(kernel, domid)
        .thenApplyAsync(
            dump -> {
              try {
                return write(dump, domid, name);
              } catch (IOException e) {
                throw new CompletionException(
                    new HostException(HostException.Kind.MACHINE, e.getMessage()));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(
                    new HostException(HostException.Kind.WRONG_STATE, "the host is stopping"));
              }
            },
            workers);
  }

  private Path write(CoreDump dump, DomId domid, String name)
      throws IOException, InterruptedException {
    Path file = folder.resolve(FileName.of(name));
    Path fresh = folder.resolve("%new-" + domid.raw() + "-" + FileName.of(name));
    Files.deleteIfExists(fresh);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      OutputStream out = Channels.newOutputStream(channel);
      dump.write((bytes, length) -> out.write(bytes, 0, length));
      channel.force(true);
      return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | InterruptedException | RuntimeException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
  }
}
