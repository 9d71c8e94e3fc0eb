/* A screen, which is memory that the other half looks at, and the keyboard that belongs to it. */
#include "devices.h"
#include <xenolith/fbfront.h>
#include <xenolith/kbdfront.h>

#define WIDTH 320
#define HEIGHT 240
#define STRIPES 8

static uint32_t pixels[HEIGHT][WIDTH] __attribute__((aligned(PAGE_SIZE)));
static struct fbfront screen;
static struct kbdfront keyboard;

/* A stripe for each way in which red, green and blue can be on or off. */
static void draw(void)
{
    for (unsigned y = 0; y < HEIGHT; y++)
        for (unsigned x = 0; x < WIDTH; x++) {
            unsigned stripe = x * STRIPES / WIDTH;

            pixels[y][x] = (stripe & 4 ? 0xff0000u : 0) | (stripe & 2 ? 0x00ff00u : 0) | (stripe & 1 ? 0x0000ffu : 0);
        }
}

static bool show_picture(struct pv_error *error)
{
    static const struct xenfb_update all = {.width = WIDTH, .height = HEIGHT};
    bool said = false;

    tried("%u stripes, then XENFB_TYPE_UPDATE for all of it", STRIPES);
    draw();
    while (!said) {
        if (!fbfront_update(&screen, &all, &said, error))
            return false;
        if (!said)
            pv_wait(pv_time_ns() + 1000000u);
    }
    happened("whoever looks sees them now");
    return true;
}

static void describe(const union xenkbd_in_event *event)
{
    if (event->type == XENKBD_TYPE_KEY)
        happened("key %u goes %s", event->key.keycode, event->key.pressed ? "down" : "up");
    else if (event->type == XENKBD_TYPE_POS)
        happened("the pointer is at %d, %d", event->pos.abs_x, event->pos.abs_y);
    else if (event->type == XENKBD_TYPE_MOTION)
        happened("the pointer moves by %d, %d", event->motion.rel_x, event->motion.rel_y);
}

/* Until a key has gone up again, or nobody has the patience any more. */
static bool read_keys(struct pv_error *error)
{
    uint32_t seconds;
    uint64_t deadline = patience(&seconds);
    bool over = false;

    tried("a key, for %u s", seconds);
    while (!over && pv_time_ns() < deadline) {
        union xenkbd_in_event event;
        bool taken;

        if (!kbdfront_read(&keyboard, &event, &taken, error))
            return false;
        if (taken)
            describe(&event);
        else
            pv_wait(deadline);
        over = taken && event.type == XENKBD_TYPE_KEY && !event.key.pressed;
    }
    if (!over)
        happened("that was all");
    return true;
}

static bool visit_keyboard(const char *name, struct pv_error *error)
{
    struct pv_error ignored;

    keyboard = (struct kbdfront){.bus.changed = show_states};
    tried("a page, a grant for it and a port, in device/vkbd/%s", name);
    if (!kbdfront_open(&keyboard, name, error))
        return false;
    bool used = read_keys(error);

    tried("disconnect");
    return kbdfront_close(&keyboard, used ? error : &ignored) && used;
}

static bool use(struct pv_error *error)
{
    if (!show_picture(error))
        return false;
    visit_devices("vkbd", "vfb gives one too", visit_keyboard);
    return true;
}

static bool visit_screen(const char *name, struct pv_error *error)
{
    struct pv_error ignored;

    screen = (struct fbfront){.bus.changed = show_states};
    tried("a page that names those of a picture of %u x %u, and a port, in device/vfb/%s", WIDTH, HEIGHT, name);
    if (!fbfront_open(&screen, name, pixels, WIDTH, HEIGHT, error))
        return false;
    bool used = use(error);

    tried("disconnect");
    return fbfront_close(&screen, used ? error : &ignored) && used;
}

void tour_screen(void)
{
    step("A screen and a keyboard");
    visit_devices("vfb", "vfb = ['vnc=1']", visit_screen);
}
