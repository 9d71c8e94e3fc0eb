package dev.xenolith.dom0.console.pty;

import dev.xenolith.abi.num.DomId;
import dev.xenolith.dom0.channel.ChannelState;
import dev.xenolith.dom0.console.ConsoleAttachment;
import dev.xenolith.dom0.console.ConsoleId;
import dev.xenolith.dom0.libc.Libc;
import dev.xenolith.dom0.toolstack.Toolstack;
import dev.xenolith.dom0.xenstore.StoreException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Gives every console a terminal, named by its {@code tty} in xenstore, and a log file in a
 * directory; a channel that ends at a socket needs neither.
 */
public final class ConsolePtys implements AutoCloseable {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,4}");
  private static final int CHUNK = 4096;
  private static final int SOON_MILLIS = 50;

  private record Newcomer(ConsoleId id, String domain, PtyConsole.Views views) {}

  private final Path directory;
  private final Toolstack toolstack;
  private final Consumer<String> log;
  private final WakeUp wakeUp = new WakeUp();
  private final Queue<Newcomer> newcomers = new ConcurrentLinkedQueue<>();
  private final Thread server = new Thread(this::serve, "xenconsoled");
  private volatile boolean closed;

  /** On domain 0's vCPU: consoles that have a terminal, or are about to get one. */
  private final Set<ConsoleId> known = new HashSet<>();

  /** On domain 0's vCPU: of the watch for domains. */
  private String token;

  /** On the server's thread. */
  private final List<PtyConsole> consoles = new ArrayList<>();

  private ConsolePtys(Path directory, Toolstack toolstack, Consumer<String> log)
      throws IOException {
    this.directory = directory;
    this.toolstack = toolstack;
    this.log = sentence -> log.accept("xenconsoled: " + sentence);
    server.setDaemon(true);
  }

  /**
   * Begins to serve, also domains that are there already.
   *
   * @param directory the host's state; logs go to {@code console} in it
   * @param log takes sentences about what cannot be served; called on any thread
   */
  public static ConsolePtys open(Path directory, Toolstack toolstack, Consumer<String> log)
      throws IOException {
    Path logs = Files.createDirectories(directory.resolve("console"));
    Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("rwx------"));
    ConsolePtys ptys = new ConsolePtys(logs, toolstack, log);
    ptys.server.start();
    ptys.told(toolstack.run(ptys::watch));
    return ptys;
  }

  private Void watch() throws StoreException {
    token =
        toolstack.store().watch("@introduceDomain", _ -> told(toolstack.run(this::lookForDomains)));
    return null;
  }

  /** Nobody waits for these tasks, but a failure is told. */
  private void told(CompletableFuture<?> task) {
    task.whenComplete(
        (_, failure) -> {
          if (failure != null) {
            log.accept("looking for domains failed: " + failure);
          }
        });
  }

  /** On domain 0's vCPU, after whoever introduces a domain has given it its consoles. */
  private Void lookForDomains() throws StoreException {
    for (String name : toolstack.store().nodes().list("/local/domain")) {
      // Programs of the host may write any names there.
      int number = NUMBER.matcher(name).matches() ? Integer.parseInt(name) : 0;
      if (!closed && number > 0 && number < DomId.FIRST_RESERVED) {
        lookForConsoles(new DomId(number));
      }
    }
    return null;
  }

  private void lookForConsoles(DomId domid) throws StoreException {
    meet(ConsoleId.first(domid));
    for (ChannelState channel : toolstack.devices().channels().list(domid)) {
      if (channel.spec().socket().isEmpty()) {
        meet(channel.console());
      }
    }
  }

  private void meet(ConsoleId id) throws StoreException {
    Optional<ConsoleAttachment> terminal = toolstack.consoles().attach(id);
    Optional<ConsoleAttachment> file = toolstack.consoles().attach(id);
    if (terminal.isPresent() && file.isPresent() && known.add(id)) {
      terminal.get().onActivity(wakeUp::ring);
      String home = "/local/domain/" + id.domid().raw();
      String name = toolstack.store().nodes().find(home + "/name").orElse(id.toString());
      newcomers.add(new Newcomer(id, name, new PtyConsole.Views(terminal.get(), file.get())));
      wakeUp.ring();
    }
  }

  private void forget(ConsoleId id) {
    toolstack.run(() -> known.remove(id));
  }

  private void serve() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(CHUNK);
      while (!closed) {
        welcome();
        boolean more = moveAll(buffer);
        await(more);
      }
    } catch (IOException e) {
      log.accept("consoles have no terminals any more: " + e.getMessage());
    } finally {
      consoles.forEach(PtyConsole::close);
      wakeUp.close();
    }
  }

  private void welcome() {
    for (Newcomer one = newcomers.poll(); one != null; one = newcomers.poll()) {
      try {
        Pty pty = Pty.open();
        consoles.add(new PtyConsole(one.id(), one.views(), pty, logOf(one), log));
        tell(one.id(), pty.name());
      } catch (IOException e) {
        log.accept("no terminal for %s: %s".formatted(one.id(), e.getMessage()));
      }
    }
  }

  private ConsoleLog logOf(Newcomer one) {
    try {
      return ConsoleLog.open(directory, one.domain(), one.id().number());
    } catch (IOException e) {
      log.accept("no log for %s: %s".formatted(one.id(), e.getMessage()));
      return null;
    }
  }

  private void tell(ConsoleId id, String tty) {
    toolstack
        .run(
            () -> {
              // Not for a domain that is gone: nobody would remove the node.
              String node = id.path() + "/tty";
              if (toolstack.store().nodes().find(node).isPresent()) {
                toolstack.store().nodes().write(node, tty);
              }
              return null;
            })
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                log.accept("%s's terminal is not in xenstore: %s".formatted(id, failure));
              }
            });
  }

  private boolean moveAll(MemorySegment buffer) {
    boolean more = false;
    for (Iterator<PtyConsole> all = consoles.iterator(); all.hasNext(); ) {
      PtyConsole console = all.next();
      try {
        more |= console.move(buffer);
        if (!console.isOver()) {
          continue;
        }
      } catch (IOException e) {
        log.accept("the terminal of %s: %s".formatted(console.id(), e.getMessage()));
      }
      all.remove();
      console.close();
      forget(console.id());
    }
    return more;
  }

  private void await(boolean more) throws IOException {
    boolean soon = consoles.stream().anyMatch(PtyConsole::isEnding);
    int patience = more ? 0 : soon ? SOON_MILLIS : -1;
    try (Arena arena = Arena.ofConfined()) {
      int count = consoles.size() + 1;
      MemorySegment polled = arena.allocate((long) Libc.POLLFD_BYTES * count);
      put(polled, 0, wakeUp.descriptor(), Libc.POLLIN);
      for (int i = 1; i < count; i++) {
        PtyConsole console = consoles.get(i - 1);
        put(polled, i, console.descriptor(), console.interest());
      }
      Libc.call(Libc.Call.POLL, polled, (long) count, patience);
    }
    wakeUp.hear();
  }

  private static void put(MemorySegment polled, int index, int descriptor, short interest) {
    long at = (long) Libc.POLLFD_BYTES * index;
    polled.set(ValueLayout.JAVA_INT, at, descriptor);
    polled.set(ValueLayout.JAVA_SHORT, at + 4, interest);
  }

  /** Closes all terminals and logs. */
  @Override
  public void close() {
    closed = true;
    wakeUp.ring();
    toolstack.run(
        () -> {
          toolstack.store().unwatch(token);
          return null;
        });
    boolean interrupted = false;
    while (server.isAlive()) {
      try {
        server.join();
      } catch (InterruptedException e) {
        interrupted = true; // descriptors may be closed only by who uses them
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
