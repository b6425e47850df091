#include "harness/embedded/proxy/fault.h"

#include <string.h>

static const struct {
    const char *name;
    enum cs_fault_place place;
    const char *sentence;
} faults[CS_FAULT_COUNT] = {[CS_FAULT_NONE] = {"none", CS_PLACE_MESSAGE, "makes no mistake"},
#define CS_FAULT_ROW(symbol, name, place, sentence) [symbol] = {name, CS_PLACE_##place, sentence},
                            CS_FAULT_LIST(CS_FAULT_ROW)
#undef CS_FAULT_ROW
};

const char *cs_fault_name(enum cs_fault fault)
{
    return faults[fault].name;
}

const char *cs_fault_sentence(enum cs_fault fault)
{
    return faults[fault].sentence;
}

enum cs_fault_place cs_fault_place(enum cs_fault fault)
{
    return faults[fault].place;
}

const char *cs_fault_place_name(enum cs_fault_place place)
{
    static const char *const names[] = {"h1", "message", "tunnel", "shell", "origin", "client", "h2", "udp", "h3"};

    return names[place];
}

enum cs_fault cs_fault_by_name(const char *name)
{
    enum cs_fault found = CS_FAULT_NONE;

    for (int i = CS_FAULT_NONE + 1; i < CS_FAULT_COUNT; i++)
        if (strcmp(faults[i].name, name) == 0)
            found = (enum cs_fault)i;
    return found;
}
