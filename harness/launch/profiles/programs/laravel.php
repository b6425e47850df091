<?php
// Laravel's router in one file; run by PHP's built-in server.
require '/usr/share/php/Illuminate/autoload.php';
$container = new Illuminate\Container\Container();
$router = new Illuminate\Routing\Router(new Illuminate\Events\Dispatcher($container), $container);
$router->get('{path}', function () {
    return "an ordinary answer\n";
})->where('path', '.*');
$container->instance('request', $request = Illuminate\Http\Request::capture());
try {
    $router->dispatch($request)->send();
} catch (Symfony\Component\HttpKernel\Exception\HttpExceptionInterface $error) {
    http_response_code($error->getStatusCode());
    foreach ($error->getHeaders() as $name => $value) {
        header("$name: $value");
    }
    echo get_class($error), "\n";
}
