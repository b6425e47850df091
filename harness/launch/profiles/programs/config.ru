# The smallest application of Rack.
run ->(_environment) { [200, { 'Content-Type' => 'text/plain' }, ["an ordinary answer\n"]] }
