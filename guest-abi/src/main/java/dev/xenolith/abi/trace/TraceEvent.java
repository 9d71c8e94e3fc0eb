package dev.xenolith.abi.trace;

import java.util.List;

/** What happened. Arrays in an event belong to it and are not changed. */
public sealed interface TraceEvent {
  /** What one asks for to get it. */
  TraceClass traceClass();

  /**
   * Guest memory as it was at that moment.
   *
   * @param address where the guest had it, linear
   * @param wanted how many bytes the call named
   * @param bytes what was there: fewer than wanted if there was much, none if the address was no
   *     good
   */
  record Block(long address, int wanted, byte[] bytes) {}

  /**
   * A hypercall begins.
   *
   * @param number as the guest gave it
   * @param depth 0 for the guest's own call, 1 for a call inside a multicall
   * @param pv64 width of the caller
   * @param args argument registers
   * @param memory what the arguments point to
   */
  record HypercallEnter(int number, int depth, boolean pv64, long[] args, List<Block> memory)
      implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.HYPERCALL;
    }
  }

  /** How a hypercall ended. */
  enum Outcome {
    /** The result is in the result register. */
    RETURNED,
    /** It was interrupted; the guest will issue the rest of it again. */
    CONTINUED,
    /** The guest does not go on behind it: iret, shutdown, a crash. */
    GONE
  }

  /**
   * A hypercall ends.
   *
   * @param result the result register, as the caller's width sees it, sign-extended
   * @param durationNanos system time since it began
   * @param memory what the call wrote for the guest
   */
  record HypercallExit(
      int number,
      int depth,
      boolean pv64,
      Outcome outcome,
      long result,
      long durationNanos,
      List<Block> memory)
      implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.HYPERCALL;
    }
  }

  /** Why a guest is made to continue somewhere else. */
  enum TrapKind {
    EXCEPTION,
    SOFTWARE_INTERRUPT,
    EVENT_UPCALL,
    FAILSAFE,
    NMI,
    SYSCALL
  }

  /**
   * A guest was made to enter one of its handlers.
   *
   * @param vector of an exception or software interrupt, otherwise 0
   * @param errorCode of the exception, or -1 where it has none
   * @param cr2 address of a page fault, otherwise 0
   * @param cs selector of the interrupted code
   * @param ip address of the interrupted code
   * @param handlerCs selector of the handler
   * @param handlerIp address of the handler
   */
  record TrapDelivered(
      TrapKind kind,
      int vector,
      int errorCode,
      long cr2,
      int cs,
      long ip,
      int handlerCs,
      long handlerIp)
      implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.TRAP;
    }
  }

  /**
   * A privileged instruction, or a write to a page table, was carried out for the guest, or was
   * not.
   *
   * @param instruction its bytes
   * @param what in words, such as {@code mov %cr3,%eax}
   * @param done whether it was; otherwise the guest gets the fault
   */
  record Emulated(int cs, long ip, byte[] instruction, String what, boolean done)
      implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.EMULATE;
    }
  }

  /**
   * A frame got another type.
   *
   * @param mfnRaw the frame
   * @param ownerRaw its owner's domain id
   * @param from the type it had, such as {@code writable}
   * @param to the type it has
   * @param typeCount how often it is used as that
   */
  record PageTypeChanged(long mfnRaw, int ownerRaw, String from, String to, long typeCount)
      implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.PAGE_TYPE;
    }
  }

  /** A port was sent on, by the domain of the record. */
  record EventSent(int portRaw, int toDomainRaw, int toPortRaw) implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.EVENT;
    }
  }

  /**
   * A port became pending for the domain and vCPU of the record.
   *
   * @param source in words, such as {@code virq 0} or {@code d0 port 3}
   * @param woken whether the vCPU is told of it now, the port and the upcall being unmasked
   */
  record EventPending(int portRaw, String source, boolean woken) implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.EVENT;
    }
  }

  /** What may happen to a vCPU in the scheduler. */
  enum SchedChange {
    RUN,
    PREEMPT,
    BLOCK,
    POLL,
    YIELD,
    WAKE,
    PAUSE,
    UNPAUSE,
    UP,
    DOWN
  }

  /** The vCPU of the record changed its state. */
  record Scheduled(SchedChange change) implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.SCHED;
    }
  }

  /**
   * A timer of the vCPU of the record was set ({@code fired} false) or ran out, in ns of system
   * time.
   */
  record Timer(boolean fired, long deadlineNanos) implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.SCHED;
    }
  }

  /** What may be done with a grant. */
  enum GrantAction {
    MAP,
    UNMAP,
    COPY_FROM,
    COPY_TO,
    TRANSFER
  }

  /**
   * The domain of the record used a grant.
   *
   * @param status GNTST_* number
   */
  record GrantUsed(
      GrantAction action,
      int granterRaw,
      int refRaw,
      int flags,
      long mfnRaw,
      int handleRaw,
      int status)
      implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.GRANT;
    }
  }

  /** What may happen to a domain. */
  enum DomainChange {
    CREATED,
    SHUT_DOWN,
    CRASHED,
    DESTROYED
  }

  /** The domain of the record was made or ended; the detail is for people. */
  record DomainChanged(DomainChange change, String detail) implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.DOMAIN;
    }
  }

  /** Something the domain of the record asked for was refused; the reason is for people. */
  record Refused(String why) implements TraceEvent {
    @Override
    public TraceClass traceClass() {
      return TraceClass.DOMAIN;
    }
  }
}
