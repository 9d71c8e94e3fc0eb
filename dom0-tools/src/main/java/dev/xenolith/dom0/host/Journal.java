package dev.xenolith.dom0.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What happened on a host: kept in a file, remembered for a while, and told to whoever listens. May
 * be used from any thread. Files are written by a thread of its own, in the order of the calls, so
 * that nobody waits for a disk.
 */
public final class Journal implements AutoCloseable {
  private static final int REMEMBERED = 1000;
  private static final long MAX_FILE_BYTES = 8 << 20;
  private static final int CLOSE_SECONDS = 10;

  private final Path file;
  private final Function<HostEvent, String> format;
  private final Deque<HostEvent> remembered = new ArrayDeque<>();
  private final List<Consumer<HostEvent>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService scribe =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "journal");
            thread.setDaemon(true);
            return thread;
          });
  private long lastSeq;

  /** A task for the thread that writes files. */
  @FunctionalInterface
  interface FileWork {
    void run() throws IOException;
  }

  /**
   * Opens a journal.
   *
   * @param format makes one line of an event
   */
  public Journal(Path file, Function<HostEvent, String> format) {
    this.file = file;
    this.format = format;
  }

  /** Takes something down. */
  public void add(HostEvent.Kind kind, String detail) {
    add(kind, null, null, detail);
  }

  /** Takes something down about a domain. */
  public synchronized void add(HostEvent.Kind kind, Integer domid, String name, String detail) {
    HostEvent event = new HostEvent(++lastSeq, Instant.now(), kind, domid, name, detail);
    remembered.addLast(event);
    if (remembered.size() > REMEMBERED) {
      remembered.removeFirst();
    }
    writeLater(() -> append(event));
    listeners.forEach(listener -> listener.accept(event));
  }

  /**
   * Tells a listener of events from a number on: first those that are remembered, then what
   * happens.
   *
   * @param listener called on any thread, in order; must not block and not call back
   */
  public synchronized void listen(long fromSeq, Consumer<HostEvent> listener) {
    for (HostEvent event : remembered) {
      if (event.seq() >= fromSeq) {
        listener.accept(event);
      }
    }
    listeners.add(listener);
  }

  /** The number the next event will have. */
  public synchronized long nextSeq() {
    return lastSeq + 1;
  }

  /** Stops telling. */
  public void forget(Consumer<HostEvent> listener) {
    listeners.remove(listener);
  }

  /** The latest events, oldest first. */
  public synchronized List<HostEvent> remembered() {
    return new ArrayList<>(remembered);
  }

  /** Has a file written behind all that was asked for before. */
  void writeLater(FileWork work) {
    scribe.execute(
        () -> {
          try {
            work.run();
          } catch (IOException e) {
            // A full disk must not stop domains; the process' own output says it.
            System.err.println("xl host: " + e);
          }
        });
  }

  private void append(HostEvent event) throws IOException {
    if (Files.exists(file) && Files.size(file) > MAX_FILE_BYTES) {
      Path old = file.resolveSibling(file.getFileName() + ".1");
      Files.move(file, old, StandardCopyOption.REPLACE_EXISTING);
    }
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      out.write((format.apply(event) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Waits until all is written. */
  @Override
  public void close() {
    scribe.shutdown();
    try {
      if (!scribe.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println(
            "xl host: " + file + ": the disk does not take the journal's last lines");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
