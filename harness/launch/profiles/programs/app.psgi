# One answer to every path and method, as PSGI's first example has it.
sub { [200, ['Content-Type' => 'text/plain'], ["an ordinary answer\n"]] }
