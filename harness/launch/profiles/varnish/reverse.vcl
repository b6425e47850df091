vcl 4.1;
backend default { .host = "${backend}"; .port = "${origin-port}"; }
