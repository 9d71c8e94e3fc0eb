/* A folder of the host's, by messages of 9P2000.L: its names, and a file that the tour adds if there is none. */
#include "devices.h"
#include <xenolith/p9front.h>

#define SHOWN 8
#define MOST_REPLIES 100
#define FILE_NAME "tour.txt"

/* Handles for places in the folder, as this side numbers them. */
enum { ROOT, LIST, FILE };

#define OPEN_READ 0
#define OPEN_DIRECTORY 0200000
#define OPEN_NEW (2 | 0100 | 0200) /* to be read and written; made anew; not if there is one */
#define EXISTS 17

static const char note[] = "written by the tour of paravirtualization\n";

static struct p9front folder;
static struct p9_message message;

static bool ask(struct pv_error *error)
{
    uint32_t refused;

    return p9front_ask(&folder, &message, &refused, error);
}

static bool attach(struct pv_error *error)
{
    char version[16];

    tried("Tversion \"9P2000.L\", then Tattach");
    p9_begin(&message, P9_TVERSION, P9_NO_TAG);
    p9_put(&message, P9_LONGEST, 4);
    p9_put_text(&message, "9P2000.L");
    if (!ask(error))
        return false;
    uint32_t longest = (uint32_t)p9_get(&message, 4);

    p9_get_text(&message, version, sizeof(version));
    happened("the server speaks \"%s\", in messages of at most %u bytes", version, longest);
    p9_begin(&message, P9_TATTACH, 0);
    p9_put(&message, ROOT, 4);
    p9_put(&message, P9_NO_FID, 4);
    p9_put_text(&message, "");
    p9_put_text(&message, "");
    p9_put(&message, 0, 4);
    return ask(error);
}

/* Another handle for the folder, or for a name in it. */
static bool walk(uint32_t to, const char *name, struct pv_error *error)
{
    p9_begin(&message, P9_TWALK, 0);
    p9_put(&message, ROOT, 4);
    p9_put(&message, to, 4);
    p9_put(&message, name ? 1 : 0, 2);
    if (name)
        p9_put_text(&message, name);
    return ask(error);
}

static bool open(uint32_t what, uint32_t flags, struct pv_error *error)
{
    p9_begin(&message, P9_TLOPEN, 0);
    p9_put(&message, what, 4);
    p9_put(&message, flags, 4);
    return ask(error);
}

static bool clunk(uint32_t what, struct pv_error *error)
{
    p9_begin(&message, P9_TCLUNK, 0);
    p9_put(&message, what, 4);
    return ask(error);
}

/* Shows the names of one reply and answers where the next one goes on; 0 where there are no more. */
static uint64_t show_names(uint32_t *count)
{
    uint32_t end = (uint32_t)p9_get(&message, 4) + message.at;
    uint64_t next = 0;

    while (!message.bad && message.at < end) {
        char name[64];

        p9_get_bytes(&message, P9_QID_BYTES);
        next = p9_get(&message, 8);
        p9_get(&message, 1);
        p9_get_text(&message, name, sizeof(name));
        bool itself = pv_equal(name, ".") || pv_equal(name, "..");

        if (!itself && !message.bad && (*count)++ < SHOWN)
            happened("\"%s\"", name);
    }
    return message.bad ? 0 : next;
}

static bool list(struct pv_error *error)
{
    uint32_t count = 0;
    uint64_t next = 0;

    tried("Twalk, Tlopen and Treaddir");
    if (!walk(LIST, NULL, error) || !open(LIST, OPEN_DIRECTORY, error))
        return false;
    for (unsigned replies = 0; (next || !replies) && replies < MOST_REPLIES; replies++) {
        p9_begin(&message, P9_TREADDIR, 0);
        p9_put(&message, LIST, 4);
        p9_put(&message, next, 8);
        p9_put(&message, P9_LONGEST / 2, 4);
        if (!ask(error))
            return false;
        next = show_names(&count);
    }
    happened("that is %u name%s", count, count == 1 ? "" : "s");
    return clunk(LIST, error);
}

static bool write_note(struct pv_error *error)
{
    uint32_t refused;

    tried("Tlcreate \"%s\", then Twrite", FILE_NAME);
    if (!walk(FILE, NULL, error))
        return false;
    p9_begin(&message, P9_TLCREATE, 0);
    p9_put(&message, FILE, 4);
    p9_put_text(&message, FILE_NAME);
    p9_put(&message, OPEN_NEW, 4);
    p9_put(&message, 0644, 4);
    p9_put(&message, 0, 4);
    if (!p9front_ask(&folder, &message, &refused, error)) {
        if (refused == EXISTS)
            happened("there is one already: left as it is");
        return refused == EXISTS && clunk(FILE, error) && walk(FILE, FILE_NAME, error) &&
               open(FILE, OPEN_READ, error);
    }
    p9_begin(&message, P9_TWRITE, 0);
    p9_put(&message, FILE, 4);
    p9_put(&message, 0, 8);
    p9_put(&message, sizeof(note) - 1, 4);
    p9_put_bytes(&message, note, sizeof(note) - 1);
    if (!ask(error))
        return false;
    happened("%u bytes written", (uint32_t)p9_get(&message, 4));
    return true;
}

static bool read_note(struct pv_error *error)
{
    tried("Tread of it");
    p9_begin(&message, P9_TREAD, 0);
    p9_put(&message, FILE, 4);
    p9_put(&message, 0, 8);
    p9_put(&message, sizeof(note), 4);
    if (!ask(error))
        return false;
    uint32_t length = (uint32_t)p9_get(&message, 4);
    const uint8_t *bytes = p9_get_bytes(&message, length);
    bool mine = length == sizeof(note) - 1 && bytes && is_same(bytes, note, length);

    happened("%u bytes, %s", length, mine ? "those of a tour" : "somebody's own");
    return clunk(FILE, error) && clunk(ROOT, error);
}

static bool visit_folder(const char *name, struct pv_error *error)
{
    struct pv_error ignored;

    folder = (struct p9front){.bus.changed = show_states};
    tried("two streams, grants for them and a port, in device/9pfs/%s", name);
    if (!p9front_open(&folder, name, error))
        return false;
    bool used = attach(error) && list(error) && write_note(error) && read_note(error);

    tried("disconnect");
    return p9front_close(&folder, used ? error : &ignored) && used;
}

void tour_folder(void)
{
    step("A shared folder");
    visit_devices("9pfs", "p9 = ['tag=share,path=DIR,security_model=none']", visit_folder);
}
