/* Xenstore: the tree of names in domain 0, reached through one more shared page. The porting kit speaks its protocol. */
#include "tour.h"
#include <xenolith/xenstore.h>

void tour_xenstore(void)
{
    char value[64];

    step("Xenstore");
    tried("XS_READ \"name\", relative to my own part of the tree");
    int result = xenstore_read(XENSTORE_ALONE, "name", value, sizeof(value));

    if (result)
        happened("refused: %s", xenstore_error_name(result));
    else
        happened("my name is \"%s\"", value);
    tried("XS_READ \"/tool\"");
    result = xenstore_read(XENSTORE_ALONE, "/tool", value, sizeof(value));
    if (result)
        happened("refused: %s", xenstore_error_name(result));
    else
        happened("answered: %s", value);
}
