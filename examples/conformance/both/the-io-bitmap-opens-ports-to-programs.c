#include "conformance.h"

CODE(b_in, "xorl %eax, %eax; movl $0x80, %edx", "inb %dx, %al");
CODE(b_in_next, "xorl %eax, %eax; movl $0x81, %edx", "inb %dx, %al");
CODE(b_in_word, "xorl %eax, %eax; movl $0x80, %edx", "inw %dx, %ax");

BEHAVIOUR
{
    static uint8_t bitmap[8192];
    struct physdev_set_iobitmap set = {.bitmap = bitmap, .nr_ports = 65536};

    memset(bitmap, 0xff, sizeof(bitmap));
    bitmap[0x80 / 8] = 0xfe;
    result("set", HYPERVISOR_physdev_op(PHYSDEVOP_set_iobitmap, &set));
    TRY_USER("user, port 80", b_in);
    TRY_USER("user, port 81", b_in_next);
    TRY_USER("user, a word at port 80", b_in_word);
    TRY("kernel, port 80", b_in);
    TRY("kernel, port 81", b_in_next);
    set.nr_ports = 0x80;
    result("for fewer ports", HYPERVISOR_physdev_op(PHYSDEVOP_set_iobitmap, &set));
    TRY_USER("user, port 80", b_in);
    set.nr_ports = 65537;
    result("for too many ports", HYPERVISOR_physdev_op(PHYSDEVOP_set_iobitmap, &set));
    set.bitmap = NULL;
    set.nr_ports = 0;
    result("none", HYPERVISOR_physdev_op(PHYSDEVOP_set_iobitmap, &set));
    TRY_USER("user, port 80", b_in);
    result("command 99", HYPERVISOR_physdev_op(99, &set));
    result("set_iopl at no address", HYPERVISOR_physdev_op(PHYSDEVOP_set_iopl, (void *)8));
    result("command 22", HYPERVISOR_physdev_op(22, &set));
}
