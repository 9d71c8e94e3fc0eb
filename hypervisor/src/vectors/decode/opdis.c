/*
 * Disassembles byte strings with libopcodes, the library inside objdump: the same words without an object file
 * around them. Reads lines of hexadecimal bytes; writes length, tab, text.
 *
 *   gcc -O2 -o opdis opdis.c -lopcodes -lbfd        (Debian: binutils-dev)
 *   opdis 16|32|64 att|intel[,intel64] < strings
 */
#define PACKAGE "opdis" /* bfd.h wants to see a config.h */
#define PACKAGE_VERSION "1"
#include <dis-asm.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ADDRESS 0x1000

static char text[512];
static int length;

static int append(void *stream, const char *format, ...) {
  va_list args;
  va_start(args, format);
  length += vsnprintf(text + length, sizeof text - length, format, args);
  va_end(args);
  return 0;
}

static int append_styled(void *stream, enum disassembler_style style, const char *format, ...) {
  va_list args;
  va_start(args, format);
  length += vsnprintf(text + length, sizeof text - length, format, args);
  va_end(args);
  return 0;
}

/* As objdump writes an address that has no symbol. */
static void append_address(bfd_vma address, struct disassemble_info *info) {
  append(NULL, "0x%lx", (unsigned long) address);
}

int main(int argc, char **argv) {
  static struct disassemble_info info;
  bfd_byte bytes[16];
  char line[256];

  if (argc != 3)
    return 2;
  init_disassemble_info(&info, NULL, append, append_styled);
  info.arch = bfd_arch_i386;
  info.mach = !strcmp(argv[1], "16") ? bfd_mach_i386_i8086
            : !strcmp(argv[1], "32") ? bfd_mach_i386_i386
                                     : bfd_mach_x86_64;
  info.disassembler_options = argv[2];
  info.buffer = bytes;
  info.buffer_vma = ADDRESS;
  info.read_memory_func = buffer_read_memory;
  info.print_address_func = append_address;
  disassemble_init_for_target(&info);
  disassembler_ftype disassemble = disassembler(info.arch, 0, info.mach, NULL);
  while (fgets(line, sizeof line, stdin)) {
    unsigned value;
    int n = 0;
    for (char *p = line; n < 16 && sscanf(p, "%2x", &value) == 1; p += 2)
      bytes[n++] = value;
    info.buffer_length = n;
    length = 0;
    text[0] = 0;
    int size = disassemble(ADDRESS, &info);
    printf("%d\t%s\n", size, text);
  }
  return 0;
}
