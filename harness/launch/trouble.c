#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

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

void cs_launch_ended(int exec_error, int status, char *text, size_t capacity)
{
    if (exec_error != 0)
        snprintf(text, capacity, "could not be executed: %s", strerror(exec_error));
    else if (WIFSIGNALED(status))
        snprintf(text, capacity, "was ended by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        snprintf(text, capacity, "ended with status %d", WEXITSTATUS(status));
}
