# As Mojolicious::Lite's own first page has it.
use Mojolicious::Lite -signatures;

get '/*rest' => { rest => '' } => sub ($c) { $c->render(text => "an ordinary answer\n") };
app->log->level('fatal');
app->start;
