"""Django's smallest site, in one file."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpResponse
from django.urls import re_path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="x",
                   MIDDLEWARE=["django.middleware.common.CommonMiddleware"])


def answer(request):
    return HttpResponse("an ordinary answer\n")


urlpatterns = [re_path("", answer)]
execute_from_command_line([sys.argv[0], "runserver", "--noreload", "127.0.0.1:" + sys.argv[1]])
