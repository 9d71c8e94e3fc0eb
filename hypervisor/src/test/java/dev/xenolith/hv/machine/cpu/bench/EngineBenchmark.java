package dev.xenolith.hv.machine.cpu.bench;

import dev.xenolith.hv.machine.cpu.CpuExit;
import dev.xenolith.hv.machine.cpu.CpuState;
import dev.xenolith.hv.machine.cpu.testkit.Vm;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the same guest code in our engine and in {@code qemu-system -accel tcg} and prints both
 * speeds, from the processor time each took. Arguments: how many million instructions per workload
 * (300), and {@code noqemu}.
 */
public final class EngineBenchmark {
  private static final double NANOS = 1e-9;
  private static final int RETURN = 0x8000;
  private static final int HYPERCALLS = 3_000_000;

  private EngineBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    long wanted = (args.length > 0 ? Long.parseLong(args[0]) : 300) * 1_000_000;
    boolean qemu = args.length < 2 || !args[1].equals("noqemu");
    compare(wanted, qemu, false);
    compare(wanted, qemu, true);
    System.out.printf("null exit and re-entry: %.2f million/s%n", hypercalls());
  }

  private static void compare(long wanted, boolean qemu, boolean wide)
      throws IOException, InterruptedException {
    BootImage image = new BootImage(Map.of(), wide);
    Map<String, Integer> repeats = new LinkedHashMap<>();
    Map<String, Double> speeds = new LinkedHashMap<>();
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> each : image.workloads.entries.entrySet()) {
      try (Vm vm = machine(image, wide)) {
        call(vm, image.fill);
        long size = call(vm, each.getValue());
        int repeat = (int) Math.max(1, wanted / size);
        repeats.put(each.getKey(), repeat);
        sizes.put(each.getKey(), size * repeat);
        speeds.put(each.getKey(), measure(vm, each.getValue(), repeat));
      }
    }
    Map<String, Double> others =
        qemu ? qemu(new BootImage(repeats, wide), wide, repeats, sizes) : Map.of();
    System.out.printf(
        "%-8s %10s %10s %8s%n", wide ? "64-bit" : "32-bit", "ours MIPS", "qemu MIPS", "ratio");
    speeds.forEach(
        (name, speed) -> {
          double other = others.getOrDefault(name, Double.NaN);
          System.out.printf("%-8s %10.0f %10.0f %8.3f%n", name, speed, other, speed / other);
        });
  }

  private static Vm machine(BootImage image, boolean wide) {
    Vm vm = wide ? new Vm().long64(3) : new Vm().ring(1);
    vm.memory().put(Workloads.CODE, image.bytes, 0, image.bytes.length);
    vm.put(RETURN, 0xCC);
    return vm;
  }

  /** Calls a function and says how many instructions it took. */
  private static long call(Vm vm, int entry) {
    long before = vm.engine().retired();
    vm.set(CpuState.RSP, Vm.STACK - 8);
    vm.memory().putU64(Vm.STACK - 8, RETURN);
    vm.state().setRip(entry);
    CpuExit exit;
    do {
      exit = vm.run(100_000);
    } while (exit instanceof CpuExit.Preempted);
    if (!(exit instanceof CpuExit.SoftInterrupt)) {
      throw new IllegalStateException(
          "workload ended with " + exit + " at " + Long.toHexString(vm.state().rip()));
    }
    return vm.engine().retired() - before;
  }

  /** The best of several runs, in millions of instructions per second. */
  private static double measure(Vm vm, int entry, int repeat) {
    double best = 0;
    for (int run = 0; run < 3; run++) {
      long instructions = 0;
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int i = 0; i < (repeat + 1) / 2; i++) {
        instructions += call(vm, entry);
      }
      long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      best = Math.max(best, instructions / (nanos * NANOS) / 1e6);
    }
    return best;
  }

  private static Map<String, Double> qemu(
      BootImage image, boolean wide, Map<String, Integer> repeats, Map<String, Long> sizes)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("bench", ".bin");
    Files.write(file, image.bytes);
    Process process =
        new ProcessBuilder(
                wide ? "qemu-system-x86_64" : "qemu-system-i386",
                "-accel",
                "tcg",
                "-display",
                "none",
                "-serial",
                "stdio",
                "-monitor",
                "none",
                "-no-reboot",
                "-device",
                "isa-debug-exit,iobase=0xf4,iosize=1",
                "-kernel",
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> marks = new ArrayList<>();
    try (InputStream out = process.getInputStream()) {
      for (int letter = out.read(); letter >= 0; letter = out.read()) {
        marks.add(process.info().totalCpuDuration().orElseThrow().toNanos());
      }
    }
    process.waitFor();
    Files.delete(file);
    Map<String, Double> speeds = new LinkedHashMap<>();
    int mark = 0;
    for (String name : repeats.keySet()) {
      double seconds = (marks.get(mark + 1) - marks.get(mark)) * NANOS;
      speeds.put(name, sizes.get(name) / seconds / 1e6);
      mark += 2;
    }
    return speeds;
  }

  /** How many million times a second a guest can call ring 0 that does nothing. */
  private static double hypercalls() {
    double best = 0;
    try (Vm vm = new Vm().ring(1)) {
      // 1: int 0x82; dec ecx; jnz 1b; int3
      vm.code(0xCD, 0x82, 0x49, 0x75, 0xFB, 0xCC);
      for (int run = 0; run < 3; run++) {
        vm.set(CpuState.RCX, HYPERCALLS);
        vm.state().setRip(Vm.CODE);
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long calls = 0;
        while (vm.run(100_000) instanceof CpuExit.SoftInterrupt soft && soft.vector() == 0x82) {
          vm.state().setRip(soft.nextRip());
          calls++;
        }
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        best = Math.max(best, calls / (nanos * NANOS) / 1e6);
      }
    }
    return best;
  }
}
