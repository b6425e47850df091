<?php
// The whole application: a router script.
echo "an ordinary answer\n";
