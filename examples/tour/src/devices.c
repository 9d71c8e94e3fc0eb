/* Split devices: the front half is this kernel's, the back half domain 0's, and xenstore is where they meet. */
#include "devices.h"

#define WAIT_SECONDS 2
#define SECOND_NS 1000000000u

void show_states(const struct xenbus_device *device)
{
    happened("I am %s, the back end is %s", xenbus_state_name(device->state), xenbus_state_name(device->back_state));
}

void visit_devices(const char *type, const char *line, visit *each)
{
    char names[256];
    struct pv_error error;

    tried("XS_DIRECTORY \"device/%s\"", type);
    if (!xenbus_list(type, names, sizeof(names), &error))
        happened("%s", error.text);
    else if (!*names)
        happened("there is none; in the configuration this gives one: %s", line);
    for (const char *name = names; *name; name += strlen(name) + 1) {
        happened("there is device/%s/%s", type, name);
        if (!each(name, &error))
            happened("%s", error.text);
    }
}

static bool begins(const char *text, const char *with)
{
    while (*with && *text == *with) {
        text++;
        with++;
    }
    return !*with;
}

void command_line(const char *name, char *value, size_t size)
{
    const char *text = (const char *)start_info->cmd_line;
    size_t length = 0;

    for (bool at_word = true; *text && !(at_word && begins(text, name) && text[strlen(name)] == '='); text++)
        at_word = *text == ' ';
    if (*text)
        text += strlen(name) + 1;
    while (*text && *text != ' ' && length + 1 < size)
        value[length++] = *text++;
    value[length] = 0;
}

uint64_t patience(uint32_t *seconds)
{
    char text[8];
    uint64_t number = WAIT_SECONDS;

    command_line("wait", text, sizeof(text));
    pv_number(text, 3600, &number);
    *seconds = (uint32_t)number;
    return pv_time_ns() + number * SECOND_NS;
}
