/* A second console, which unlike the first is found and connected as every other device is. */
#include "devices.h"
#include <xenolith/consfront.h>

static const char greeting[] = "This is another console of the tour. It gives back what you type.\r\n";

static struct consfront console;

static bool write_all(const char *text, uint32_t length, struct pv_error *error)
{
    while (length) {
        uint32_t written;

        if (!consfront_write(&console, text, length, &written, error))
            return false;
        text += written;
        length -= written;
        if (length)
            pv_wait(pv_time_ns() + 1000000u);
    }
    return true;
}

/* Up to the end of the line, or until nobody has the patience any more. */
static bool read_line(char *line, uint32_t size, struct pv_error *error)
{
    uint32_t seconds, length = 0;
    uint64_t deadline = patience(&seconds);
    bool ended = false;

    tried("a line from it, for %u s", seconds);
    while (!ended && length + 1 < size && pv_time_ns() < deadline) {
        uint32_t came;

        if (!consfront_read(&console, line + length, 1, &came, error))
            return false;
        length += came;
        ended = came && (line[length - 1] == '\r' || line[length - 1] == '\n');
        if (!came)
            pv_wait(deadline);
    }
    line[length - ended] = 0;
    return true;
}

static bool use(struct pv_error *error)
{
    char line[80];

    tried("a greeting of %u bytes", (uint32_t)sizeof(greeting) - 1);
    if (!write_all(greeting, sizeof(greeting) - 1, error) || !read_line(line, sizeof(line), error))
        return false;
    if (!*line) {
        happened("nobody typed");
        return true;
    }
    happened("\"%s\", which I gave back", line);
    return write_all(line, strlen(line), error) && write_all("\r\n", 2, error);
}

static bool visit_console(const char *name, struct pv_error *error)
{
    struct pv_error ignored;

    console = (struct consfront){.bus.changed = show_states};
    tried("a page, a grant for it and a port, in device/console/%s", name);
    if (!consfront_open(&console, name, error))
        return false;
    bool used = use(error);

    tried("disconnect");
    return consfront_close(&console, used ? error : &ignored) && used;
}

void tour_console(void)
{
    step("A second console");
    visit_devices("console", "channel = ['name=tour,connection=socket,path=tour.sock']", visit_console);
}
