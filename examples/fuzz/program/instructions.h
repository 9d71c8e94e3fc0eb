/* Opcodes and what stands behind each, and instructions that are worth more than their share. */
#ifndef INSTRUCTIONS_H
#define INSTRUCTIONS_H

/*
 * The letters: m modrm, M in memory, r in a register; b w z immediates of 1, 2, 4 bytes, B and Z behind a modrm;
 * j J distances; F TEST or not; e ENTER; f a far pointer; o an address; s an MSR and its access; x anything.
 */
static const char one_byte[257] =
    "mmmmbz..mmmmbz..mmmmbz..mmmmbz.."
    "mmmmbz..mmmmbz..mmmmbz..mmmmbz.."
    "................................"
    "..mm....zZbB....jjjjjjjjjjjjjjjj"
    "BZBBmmmmmmmmmmmm..........f....."
    "oooo....bz......bbbbbbbbzzzzzzzz"
    "BBw.mmBZe.w..b..mmmmbb..mmmmmmmm"
    "jjjjbbbbJJfj..........FF......mm";

static const char two_bytes[257] =
    "mmmmm.....m.mm.Bmmmmmmmmmmmmmmmm"
    "mmmmmmmmmmmmmmmm........xmxmmmmm"
    "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm"
    "mmmmmmmmmmmmmmmmBBBBmmm.mmmmmmmm"
    "JJJJJJJJJJJJJJJJmmmmmmmmmmmmmmmm"
    "...mBmmm...mBmmmmmmmmmmmmmBmmmmm"
    "mmBmBBBm........mmmmmmmmmmmmmmmm"
    "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm";

/* Opcodes behind 0f 38 that are something. */
static const unsigned char second_map[] = {
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x10, 0x14, 0x15, 0x17,
    0x1c, 0x1d, 0x1e, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x28, 0x29, 0x2a, 0x2b, 0x30, 0x31, 0x32,
    0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, 0x40, 0x41, 0x80,
    0x82, 0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xf0, 0xf1, 0xf5, 0xf6,
    0xff,
};
#define SECOND_MAP (sizeof(second_map) / sizeof(second_map[0]))

/* Opcodes behind 0f 3a that are something. */
static const unsigned char third_map[] = {
    0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x14, 0x15, 0x16, 0x17, 0x20, 0x21, 0x22, 0x40,
    0x41, 0x42, 0x44, 0x60, 0x61, 0x62, 0x63, 0xcc, 0xdf, 0xff,
};
#define THIRD_MAP (sizeof(third_map) / sizeof(third_map[0]))

struct template {
    unsigned char length;
    char operands;
    char bytes[14];
};
#define T(bytes, operands) {sizeof(bytes) - 1, operands, bytes}

static const struct template templates[] = {
    /* ways out of the program, and back from where it has not been */
    T("\x0f\x05", '.'), T("\x0f\x05", '.'), T("\x0f\x34", '.'), T("\x0f\x07", '.'), T("\x48\x0f\x07", '.'),
    T("\x0f\x35", '.'), T("\xcd", 'b'), T("\xcd\x80", '.'), T("\xcd\x82", '.'), T("\xcd\xf0", '.'), T("\xcc", '.'),
    T("\xce", '.'), T("\xf1", '.'), T("\xcf", '.'), T("\x48\xcf", '.'), T("\xcb", '.'), T("\x48\xcb", '.'),
    T("\xca", 'w'), T("\xff", 'M'), T("\x48\xff", 'M'), T("\x9a", 'f'), T("\xea", 'f'),
    /* far returns to where something may be */
    T("\x68\x23\xe0\x00\x00\x68\x00\x00\x42\x00\xcb", '.'), T("\x68\x33\xe0\x00\x00\x68\x00\x00\x42\x00\xcb", '.'),
    T("\x68\x2b\xe0\x00\x00\x68\x00\x00\x42\x00\xcb", '.'), T("\x68\x23\xe0\x00\x00\x68\x40\x00\x42\x00\x48\xcb", '.'),
    /* segments */
    T("\x8e", 'm'), T("\x8e", 'r'), T("\x0f\xa1", '.'), T("\x0f\xa9", '.'), T("\x1f", '.'), T("\x17", '.'),
    T("\xb8\x2b\xe0\x00\x00\x8e\xd8\x8e\xc0", '.'), T("\xb8\x33\xe0\x00\x00\x8e\xd0", '.'), T("\xc5", 'M'),
    T("\x0f\xb2", 'M'), T("\x0f\xb4", 'M'), T("\x0f\xb5", 'M'), T("\x0f\x00", 'm'), T("\x0f\x02", 'm'),
    T("\x0f\x03", 'm'),
    /* what is the kernel's or Xen's */
    T("\x0f\x20", 'r'), T("\x0f\x21", 'r'), T("\x0f\x22", 'r'), T("\x0f\x23", 'r'), T("\xb9", 's'), T("\xb9", 's'),
    T("\x0f\x01", 'M'), T("\x0f\x01", 'm'), T("\x0f\x01\xf8", '.'), T("\x0f\x01\xf9", '.'), T("\x0f\x01\xc8", '.'),
    T("\x0f\x01\xc9", '.'), T("\x0f\x01\xca", '.'), T("\x0f\x01\xcb", '.'), T("\x31\xc9\x0f\x01\xd0", '.'),
    T("\x31\xc9\x31\xd2\xb8\x07\x00\x00\x00\x0f\x01\xd1", '.'), T("\x0f\x01\xc1", '.'), T("\x0f\x01\xd9", '.'),
    T("\x0f\x06", '.'), T("\x0f\x08", '.'), T("\x0f\x09", '.'), T("\xf4", '.'), T("\xfa", '.'), T("\xfb", '.'),
    T("\xec", '.'), T("\xee", '.'), T("\xe4", 'b'), T("\xe6", 'b'), T("\xf3\x6c", '.'), T("\xf3\x6e", '.'),
    T("\x0f\xa2", '.'), T("\x0f\x31", '.'), T("\x0f\x33", '.'), T("\x0f\xaa", '.'), T("\x66\x0f\x38\x82", 'M'),
    T("\x0f\x0b\x78\x65\x6e", '.'), T("\x0f\x0b\x78\x65\x6e\x0f\xa2", '.'),
    /* the state of the floating-point units */
    T("\x0f\xae", 'M'), T("\x0f\xae", 'M'), T("\x48\x0f\xae", 'M'), T("\xf3\x0f\xae", 'r'), T("\xf3\x48\x0f\xae", 'r'),
    T("\x31\xd2\x0f\xae", 'M'), T("\x31\xd2\x83\xc8\x07\x0f\xae", 'M'), T("\x0f\xc7", 'M'), T("\x48\x0f\xc7", 'M'),
    T("\x0f\xc7", 'r'), T("\xdb\xe3", '.'), T("\xdd", 'M'), T("\xd9", 'M'), T("\x0f\x77", '.'),
    /* long ways */
    T("\xb9\x00\x08\x00\x00\xf3\xa4", '.'), T("\xb9\x00\x08\x00\x00\xf3\xab", '.'),
    T("\xb9\x00\x00\x01\x00\xf3\xaa", '.'), T("\x83\xe1\x3f\xf3\xa5", '.'), T("\x83\xe1\x3f\xf2\xae", '.'),
    T("\xf3\xa6", '.'), T("\xf3\xad", '.'), T("\xfd", '.'), T("\xfc", '.'), T("\xc8", 'e'), T("\xc9", '.'),
    T("\x9c", '.'), T("\x9d", '.'), T("\x68\xd5\x0f\x04\x00\x9d", '.'), T("\x68\x02\x73\x20\x00\x9d", '.'),
    T("\xe2", 'j'), T("\xe3", 'j'), T("\xc4", 'x'), T("\xc5", 'x'), T("\x62", 'x'), T("\x8f", 'm'),
    /* code that changes itself: at the top of the page, and right behind the store */
    T("\xb8\x00\x00\x42\x00\xc7\x40\x40", 'z'), T("\xc6\x05\x00\x00\x00\x00", 'b'), T("\xe8\x00\x00\x00\x00\x58\xc6\x40", 'w'),
};
#define TEMPLATES (sizeof(templates) / sizeof(templates[0]))

static const unsigned int msrs[] = {
    0x10,       0x1b,       0x8b,       0x174,      0x175,      0x176,      0x1a0,      0x1d9,      0x277,
    0x2ff,      0x3a,       0x48,       0x49,       0x802,      0xc0000080, 0xc0000081, 0xc0000082, 0xc0000083,
    0xc0000084, 0xc0000100, 0xc0000101, 0xc0000102, 0xc0000103, 0xc0010015, 0x40000000,
};
#define MSRS (sizeof(msrs) / sizeof(msrs[0]))

#endif
