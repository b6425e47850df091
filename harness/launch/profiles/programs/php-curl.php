<?php [, $ph,$pp,$th,$tp]=$argv; $hh=strpos($th,':')!==false?"[$th]":$th; $c=curl_init("https://$hh:$tp/page");
curl_setopt_array($c,[CURLOPT_PROXY=>"$ph:$pp",CURLOPT_RETURNTRANSFER=>true,CURLOPT_SSL_VERIFYPEER=>false,CURLOPT_SSL_VERIFYHOST=>0]);
if(count($argv)>6) curl_setopt($c,CURLOPT_PROXYUSERPWD,$argv[5].":".$argv[6]);
$r=curl_exec($c); if($r===false){fwrite(STDERR,"EXC ".curl_errno($c)." ".curl_error($c)." connectcode ".curl_getinfo($c,CURLINFO_HTTP_CONNECTCODE)."\n"); exit(1);} echo substr($r,0,4096);
