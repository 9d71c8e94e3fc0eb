package dev.xenolith.hv.domain;

import dev.xenolith.abi.trace.TraceClass;
import dev.xenolith.abi.trace.TraceEvent;
import dev.xenolith.abi.trace.TraceEvent.SchedChange;
import dev.xenolith.hv.time.Runstate;

/**
 * Whether a vCPU runs, could run, waits, or is kept from running. Whatever changes that tells the
 * scheduler and the accounts.
 */
final class VcpuActivity {
  private final Vcpu vcpu;
  private boolean down = true;
  private boolean blocked;
  private boolean running;
  private boolean detached;
  private int pauseCount;

  VcpuActivity(Vcpu vcpu) {
    this.vcpu = vcpu;
  }

  boolean isBlocked() {
    return blocked;
  }

  boolean isDown() {
    return down;
  }

  boolean isRunning() {
    return running;
  }

  boolean isStopped() {
    return down || pauseCount > 0 || vcpu.domain().keepsVcpusFromRunning();
  }

  void setBlocked(boolean on) {
    if (blocked != on) {
      changed(on ? SchedChange.BLOCK : SchedChange.WAKE);
    }
    blocked = on;
    refresh();
  }

  void setDown(boolean on) {
    changed(on ? SchedChange.DOWN : SchedChange.UP);
    down = on;
    refresh();
  }

  void pause() {
    if (pauseCount++ == 0) {
      changed(SchedChange.PAUSE);
    }
    refresh();
  }

  void unpause() {
    if (pauseCount == 0) {
      throw new IllegalStateException(vcpu + " is not paused");
    }
    if (--pauseCount == 0) {
      changed(SchedChange.UNPAUSE);
    }
    refresh();
  }

  void setRunning(boolean on) {
    if (on || vcpu.isRunnable()) {
      changed(on ? SchedChange.RUN : SchedChange.PREEMPT);
    }
    running = on;
    account();
    if (on) {
      vcpu.timers().scheduledIn();
    } else {
      vcpu.timers().scheduledOut();
    }
    vcpu.areas().writeRunstate();
  }

  private void changed(SchedChange change) {
    if (vcpu.wants(TraceClass.SCHED)) {
      vcpu.record(new TraceEvent.Scheduled(change));
    }
  }

  /** Takes it from the scheduler for good. */
  void detach() {
    Xen xen = vcpu.domain().xen();
    xen.scheduler().remove(vcpu, xen.clock().now());
    detached = true;
  }

  /** Tells the scheduler and the accounts; to be called after any change. */
  void refresh() {
    if (detached) {
      return;
    }
    Xen xen = vcpu.domain().xen();
    long now = xen.clock().now();
    if (vcpu.isRunnable()) {
      if (xen.scheduler().wake(vcpu, now)) {
        xen.requestReschedule();
      }
    } else {
      xen.scheduler().sleep(vcpu, now);
      if (running) {
        xen.requestReschedule();
      }
    }
    account();
  }

  private void account() {
    Runstate.Kind kind;
    if (running && vcpu.isRunnable()) {
      kind = Runstate.Kind.RUNNING;
    } else if (isStopped()) {
      kind = Runstate.Kind.OFFLINE;
    } else {
      kind = blocked ? Runstate.Kind.BLOCKED : Runstate.Kind.RUNNABLE;
    }
    vcpu.runstate().change(kind, vcpu.domain().xen().clock().now());
  }
}
