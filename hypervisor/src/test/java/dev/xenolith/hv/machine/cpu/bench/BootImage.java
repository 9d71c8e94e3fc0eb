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
  private static final int PAGE_TABLE = 0x311000;
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

  /** An image that calls each workload as often as this says. */
  BootImage(Map<String, Integer> repeats) {
    fill = Workloads.CODE + ENTRY_AT;
    Asm head = fillFunction();
    workloads = new Workloads(Workloads.CODE + ENTRY_AT + FILL_SIZE);
    byte[] body = workloads.asm.bytes();
    Asm main = new Asm(workloads.asm.here());
    main(main, repeats);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int end = main.here();
    Asm header = new Asm(Workloads.CODE);
    header.dd(MAGIC).dd(ADDRESSES_GIVEN).dd(-(MAGIC + ADDRESSES_GIVEN));
    header.dd(Workloads.CODE).dd(Workloads.CODE).dd(end).dd(end).dd(workloads.asm.here());
    all.writeBytes(header.bytes());
    all.writeBytes(head.bytes());
    all.writeBytes(new byte[FILL_SIZE - head.bytes().length]);
    all.writeBytes(body);
    all.writeBytes(main.bytes());
    bytes = all.toByteArray();
  }

  private Asm fillFunction() {
    Asm asm = new Asm(fill);
    asm.movImm(EBX, Workloads.DATA).movImm(ECX, DATA_WORDS).movImm(EAX, 1);
    Asm.Label loop = asm.bind();
    asm.db(0x69, 0xC0).dd(1664525).aluImm(ADD, EAX, 1013904223); // imul eax, eax, ...
    asm.store(EBX, 0, EAX).aluImm(ADD, EBX, 4).dec(ECX).jcc(NOT_EQUAL, loop).ret();
    return asm;
  }

  private void main(Asm asm, Map<String, Integer> repeats) {
    asm.movImm(ESP, STACK).movImm(ECX, 0).movImm(EAX, 3).movImm(EBX, PAGE_TABLE);
    Asm.Label map = asm.bind();
    asm.storeIndexed(EBX, ECX, 2, EAX).aluImm(ADD, EAX, 0x1000);
    asm.inc(ECX).aluImm(CMP, ECX, 1024).jcc(NOT_EQUAL, map);
    asm.movImm(EBX, PAGE_DIRECTORY).movImm(EAX, PAGE_TABLE + 3).store(EBX, 0, EAX);
    asm.db(0x0F, 0x22, 0xDB); // mov cr3, ebx
    asm.db(0x0F, 0x20, 0xC0).aluImm(OR, EAX, 0x80000000).db(0x0F, 0x22, 0xC0); // cr0.pg
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
