<?php
// As Slim's own guide begins; run by PHP's built-in server.
require '/usr/share/php/Slim/autoload.php';
$_SERVER['SCRIPT_NAME'] = '/index.php';
$app = new Slim\App();
$app->get('/[{path:.*}]', function ($request, $response) {
    return $response->write("an ordinary answer\n");
});
$app->run();
