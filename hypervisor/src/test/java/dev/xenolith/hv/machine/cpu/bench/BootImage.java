package dev.xenolith.hv.machine.cpu.bench;

import static dev.xenolith.hv.machine.cpu.bench.Asm.ADD;
import static dev.xenolith.hv.machine.cpu.bench.Asm.CMP;
import static dev.xenolith.hv.machine.cpu.bench.Asm.EAX;
import static dev.xenolith.hv.machine.cpu.bench.Asm.EBX;
import static dev.xenolith.hv.machine.cpu.bench.Asm.ECX;
import static dev.xenolith.hv.machine.cpu.bench.Asm.EDX;
import static dev.xenolith.hv.machine.cpu.bench.Asm.ESP;
import static dev.xenolith.hv.machine.cpu.bench.Asm.NOT_EQUAL;
import static dev.xenolith.hv.machine.cpu.bench.Asm.OR;
import static dev.xenolith.hv.machine.cpu.bench.Asm.XOR;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/**
 * The workloads in an image that a multiboot loader starts: it turns on paging with pages of 4 KiB,
 * and marks the beginning and the end of each workload by a letter on the serial port.
 */
final class BootImage {
  private static final int ENTRY_AT = 0x20;
  private static final int PAGE_DIRECTORY = 0x310000;
  private static final int PAGE_TABLE = 0x313000;
  private static final int PAGES = 1024;
  private static final int LGDT_AND_JUMP = 14;

  /** An empty descriptor and two others. */
  private static final int GDT_BYTES = 8 + 16;

  private static final int EFER = 0xC0000080;
  private static final int STACK = 0x90000;
  private static final int SERIAL = 0x3F8;
  private static final int EXIT_PORT = 0xF4;
  private static final int MAGIC = 0x1BADB002;
  private static final int ADDRESSES_GIVEN = 0x10000;
  private static final int DATA_WORDS = 0x40000;
  private static final int FILL_SIZE = 0x40;

  /** Everything, to be loaded at {@link Workloads#CODE}. */
  final byte[] bytes;

  final Workloads workloads;

  /** Where a function stands that fills the data. */
  final int fill;

  /** An image, of 32 or 64 bits, that calls each workload as often as this says. */
  BootImage(Map<String, Integer> repeats, boolean wide) {
    this.wide = wide;
    fill = Workloads.CODE + ENTRY_AT;
    Asm head = fillFunction();
    workloads = new Workloads(Workloads.CODE + ENTRY_AT + FILL_SIZE, wide);
    byte[] body = workloads.asm.bytes();
    Asm start = new Asm(workloads.asm.here(), false);
    if (wide) {
      startLong(start);
    } else {
      start(start);
    }
    Asm main = new Asm(start.here(), wide);
    main(main, repeats);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int end = main.here();
    Asm header = new Asm(Workloads.CODE, false);
    header.dd(MAGIC).dd(ADDRESSES_GIVEN).dd(-(MAGIC + ADDRESSES_GIVEN));
    header.dd(Workloads.CODE).dd(Workloads.CODE).dd(end).dd(end).dd(workloads.asm.here());
    all.writeBytes(header.bytes());
    all.writeBytes(head.bytes());
    all.writeBytes(new byte[FILL_SIZE - head.bytes().length]);
    all.writeBytes(body);
    all.writeBytes(start.bytes());
    all.writeBytes(main.bytes());
    bytes = all.toByteArray();
  }

  private final boolean wide;

  private Asm fillFunction() {
    Asm asm = new Asm(fill, wide);
    asm.movImm(EBX, Workloads.DATA).movImm(ECX, DATA_WORDS).movImm(EAX, 1);
    Asm.Label loop = asm.bind();
    asm.db(0x69, 0xC0).dd(1664525).aluImm(ADD, EAX, 1013904223); // imul eax, eax, ...
    asm.store(EBX, 0, EAX).aluImm(ADD, EBX, 4).dec(ECX).jcc(NOT_EQUAL, loop).ret();
    return asm;
  }

  private void start(Asm asm) {
    asm.movImm(ESP, STACK);
    map(asm, 2);
    asm.movImm(EBX, PAGE_DIRECTORY).movImm(EAX, PAGE_TABLE + 3).store(EBX, 0, EAX);
    asm.db(0x0F, 0x22, 0xDB); // mov cr3, ebx
    asm.db(0x0F, 0x20, 0xC0).aluImm(OR, EAX, 0x80000000).db(0x0F, 0x22, 0xC0); // cr0.pg
  }

  private static void map(Asm asm, int scale) {
    asm.movImm(ECX, 0).movImm(EAX, 3).movImm(EBX, PAGE_TABLE);
    Asm.Label map = asm.bind();
    asm.storeIndexed(EBX, ECX, scale, EAX).aluImm(ADD, EAX, 0x1000);
    asm.inc(ECX).aluImm(CMP, ECX, PAGES).jcc(NOT_EQUAL, map);
  }

  /** Four levels of tables, long mode, a jump into 64-bit code. */
  private void startLong(Asm asm) {
    asm.movImm(ESP, STACK);
    map(asm, 3);
    asm.movImm(EBX, PAGE_DIRECTORY);
    for (int level = 0; level < 3; level++) {
      asm.movImm(EAX, PAGE_DIRECTORY + 0x1000 * (level + 1) + 3).store(EBX, 0x1000 * level, EAX);
    }
    asm.aluImm(ADD, EAX, 0x1000).store(EBX, 0x2008, EAX);
    asm.db(0x0F, 0x20, 0xE0).aluImm(OR, EAX, 0x20).db(0x0F, 0x22, 0xE0); // cr4.pae
    asm.db(0x0F, 0x22, 0xDB); // mov cr3, ebx
    asm.movImm(ECX, EFER).db(0x0F, 0x32).aluImm(OR, EAX, 0x100).db(0x0F, 0x30); // efer.lme
    asm.db(0x0F, 0x20, 0xC0).aluImm(OR, EAX, 0x80000000).db(0x0F, 0x22, 0xC0); // cr0.pg
    int tables = asm.here() + LGDT_AND_JUMP;
    asm.db(0x0F, 0x01, 0x15).dd(tables).db(0xEA).dd(tables + GDT_BYTES).db(8, 0); // lgdt, jmp far
    asm.db(0x17, 0).dd(tables).db(0, 0); // limit, base: in the empty descriptor
    asm.dd(0xFFFF).dd(0x00AF9B00).dd(0xFFFF).dd(0x00CF9300);
    asm.movImm(EAX, 0x10).db(0x8E, 0xD0, 0x8E, 0xD8, 0x8E, 0xC0); // mov ss, ds, es
  }

  private void main(Asm asm, Map<String, Integer> repeats) {
    workloads.entries.forEach(
        (name, entry) -> {
          asm.movImm(EAX, fill).db(0xFF, 0xD0); // call eax
          mark(asm, 'S');
          asm.db(0x68).dd(repeats.getOrDefault(name, 1)); // push
          Asm.Label again = asm.bind();
          asm.movImm(EAX, entry).db(0xFF, 0xD0);
          asm.db(0xFF, 0x0C, 0x24).jcc(NOT_EQUAL, again).pop(ECX); // dec dword [esp]
          mark(asm, 'E');
        });
    asm.alu(XOR, EAX, EAX).db(0xE6, EXIT_PORT); // out
    asm.db(0xF4);
  }

  private static void mark(Asm asm, char letter) {
    asm.movImm(EDX, SERIAL).movImm(EAX, letter).db(0xEE);
  }
}
