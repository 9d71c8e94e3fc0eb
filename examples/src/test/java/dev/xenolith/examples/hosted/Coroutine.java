package dev.xenolith.examples.hosted;

import java.util.concurrent.Semaphore;

/**
 * Code that can stop in its middle and go on later. It has a thread of its own, but while it runs,
 * whoever resumed it waits: only one of them goes on at a time.
 */
final class Coroutine implements AutoCloseable {
  /** What the code is. */
  interface Body {
    void run() throws Exception;
  }

  /** Ends code that nobody will resume any more. */
  private static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final Thread thread;
  private final Semaphore codesTurn = new Semaphore(0);
  private final Semaphore othersTurn = new Semaphore(0);
  private Throwable failure;
  private boolean over;
  private boolean abandoned;

  /** Code that has not begun. */
  Coroutine(Body body) {
    thread = Thread.ofPlatform().daemon().name("coroutine").start(() -> run(body));
  }

  private void run(Body body) {
    try {
      takeTurn();
      body.run();
    } catch (Abandoned e) {
      // Nobody asks how it would have gone on.
    } catch (Throwable e) { // an error too: a failed assertion is one
      failure = e;
    }
    over = true;
    othersTurn.release();
  }

  private void takeTurn() {
    codesTurn.acquireUninterruptibly();
    if (abandoned) {
      throw new Abandoned();
    }
  }

  /** Lets the code go on until it suspends or ends. Does nothing when it has ended. */
  void resume() {
    if (!over) {
      codesTurn.release();
      othersTurn.acquireUninterruptibly();
      if (failure != null) {
        throw new IllegalStateException("the program failed", failure);
      }
    }
  }

  /** For the code: waits until it is resumed. */
  void suspend() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException("what is called for an event cannot wait");
    }
    if (!abandoned) { // else what the code still does at its end is not waited for
      othersTurn.release();
    }
    takeTurn();
  }

  /** Ends the code where it is. */
  @Override
  public void close() {
    if (!over) {
      abandoned = true;
      codesTurn.release(Integer.MAX_VALUE / 2);
      othersTurn.acquireUninterruptibly();
    }
  }
}
