/* Faults in the shell: whom it lets wait, what it keeps, which time it gives. */
#include <unistd.h>

#include "harness/embedded/proxy/shell_internal.h"

#define AGE_MS      30000
#define KERNEL_MS   120000 /* a connect without a time of its own */
#define STALL_BYTES 65536
#define STALL_MS    20000
#define HASTE_MS    2000

static bool is_stalled(const struct cs_pair *pair)
{
    for (int side = CS_SIDE_CLIENT; side <= CS_SIDE_ORIGIN; side++)
        if (pair->sides[side] != NULL && cs_wire_unsent(pair->sides[side]) > STALL_BYTES)
            return true;
    return false;
}

bool cs_shell_fault_waits_for(const struct cs_pair *pair)
{
    bool dialling = pair->destination.length > 0 && !pair->connected && pair->sides[CS_SIDE_ORIGIN] != NULL;
    bool reading = pair->destination.length == 0 && pair->spoken && pair->sides[CS_SIDE_CLIENT] != NULL;

    switch ((int)pair->shell->config->fault) {
    case CS_FAULT_SERIAL:
        return true;
    case CS_FAULT_DIAL_BLOCKS:
        return dialling;
    case CS_FAULT_HALF_HEAD_BLOCKS:
        return reading;
    case CS_FAULT_LOOKUP_BLOCKS:
        return pair->looking_up;
    case CS_FAULT_STALL_BLOCKS:
        return is_stalled(pair);
    default:
        return false;
    }
}

void cs_shell_fault_leaks(const struct cs_wire *client)
{
    uv_os_fd_t fd;

    if (client != NULL && uv_fileno((const uv_handle_t *)&client->tcp, &fd) == 0)
        (void)dup(fd);
}

uint64_t cs_shell_fault_parent_ms(const struct cs_proxy_config *config)
{
    if (config->fault == CS_FAULT_PARENT_SILENT_WAITS || config->fault == CS_FAULT_PARENT_ENDLESS)
        return 0;
    return config->fault == CS_FAULT_PARENT_HASTY ? HASTE_MS : CS_PARENT_MS;
}

uint64_t cs_shell_fault_connect_ms(const struct cs_proxy_config *config)
{
    return config->fault == CS_FAULT_DIAL_BLOCKS ? KERNEL_MS : CS_CONNECT_MS;
}

void cs_shell_fault_connected(struct cs_pair *pair)
{
    if (pair->shell->config->fault == CS_FAULT_TUNNEL_AGE && pair->sides[CS_SIDE_CLIENT] != NULL)
        cs_wire_expect(pair->sides[CS_SIDE_CLIENT], AGE_MS);
}

void cs_shell_fault_paused(struct cs_wire *wire, bool paused)
{
    if (wire->pair->shell->config->fault != CS_FAULT_STALL_CUT)
        return;
    if (paused)
        cs_wire_expect(wire, STALL_MS);
    else
        uv_timer_stop(&wire->timer);
}

bool cs_shell_fault_cuts(const struct cs_proxy_config *config)
{
    return config->fault == CS_FAULT_IDLE_CUT || config->fault == CS_FAULT_ONE_WAY_CUT ||
           config->fault == CS_FAULT_TUNNEL_AGE || config->fault == CS_FAULT_STALL_CUT;
}
