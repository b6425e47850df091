# As the module's own manual begins, but a process a connection.
use strict;
use warnings;
use HTTP::Daemon;
use HTTP::Response;
use HTTP::Status;

$SIG{CHLD} = 'IGNORE';
my $daemon = HTTP::Daemon->new(LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], ReuseAddr => 1, Listen => 256) or die;
while (my $connection = $daemon->accept) {
    next if fork;
    while (my $request = $connection->get_request) {
        if ($request->method eq 'GET') {
            $connection->send_response(HTTP::Response->new(200, undef, undef, "an ordinary answer\n"));
        } else {
            $connection->send_error(RC_FORBIDDEN);
        }
    }
    $connection->close;
    exit;
}
