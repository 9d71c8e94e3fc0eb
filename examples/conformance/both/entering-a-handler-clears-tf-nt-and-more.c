#include "conformance.h"

#ifdef __x86_64__
#define PUSHF "pushfq"
#define POPF "popfq"
#define OR "orq"
#else
#define PUSHF "pushfl"
#define POPF "popfl"
#define OR "orl"
#endif
#define SP_OR(bits) PUSHF "; " OR " $" bits ", (%" SP "); " POPF
#ifdef __x86_64__
#define SP "rsp"
#else
#define SP "esp"
#endif

CODE(with_nt, SP_OR("0x4000"), "ud2");
CODE(with_ac, SP_OR("0x40000"), "ud2");
CODE(with_df, SP_OR("0x400"), "ud2");
CODE(with_id, SP_OR("0x200000"), "ud2");
CODE(with_tf, SP_OR("0x100"), "nop");

static void try(const char *what, const char *code, const char *at, const char *end)
{
    struct trap *trap = attempt(code);
    say_trap(what, trap, at, end);
    say_frame(trap);
    trap = attempt_user(code);
    say_trap(what, trap, at, end);
    say_frame(trap);
}
#define TRAP(name) try(#name, name, name##_at, name##_end)

BEHAVIOUR
{
    TRAP(with_nt);
    TRAP(with_ac);
    TRAP(with_df);
    TRAP(with_id);
    TRAP(with_tf);
}
