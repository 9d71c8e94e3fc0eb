package dev.xenolith.dom0.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;

/** Keeps a second host out of a state folder. The kernel lets go of it however the host ends. */
final class HostLock implements AutoCloseable {
  private final FileChannel channel;

  private HostLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock, or says who has it. */
  static HostLock take(StateDir state) throws IOException {
    FileChannel channel =
        FileChannel.open(
            state.lock(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // this very process has it
    }
    if (lock == null) {
      ByteBuffer bytes = ByteBuffer.allocate(32);
      channel.read(bytes, 0);
      channel.close();
      throw new IOException(
          "a host runs in %s already (process %s)"
              .formatted(
                  state.path(),
                  new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII)
                      .strip()));
    }
    channel.truncate(0);
    String pid = ProcessHandle.current().pid() + "\n";
    channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
    return new HostLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
