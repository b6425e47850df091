#include <stdarg.h>
#include <stdio.h>

#include "harness/launch/launch.h"

char *cs_launch_trouble(const char *format, ...)
{
    va_list arguments;
    char *text = NULL;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    return text;
}
