<?php // the raw form of the tutorials: fsockopen + fgets until blank line
[, $ph,$pp,$th,$tp]=$argv; $hh=strpos($th,':')!==false?"[$th]":$th; $fp=fsockopen($ph,(int)$pp,$eno,$estr,5); if(!$fp){fwrite(STDERR,"EXC $estr\n");exit(1);}
$out="CONNECT $hh:$tp HTTP/1.1\r\nHost: $hh:$tp\r\n"; if(count($argv)>6) $out.="Proxy-Authorization: Basic ".base64_encode($argv[5].":".$argv[6])."\r\n"; fwrite($fp,$out."\r\n");
$st=fgets($fp,128); if(!preg_match('#^HTTP/\d\.\d 2\d\d#',(string)$st)){fwrite(STDERR,"EXC status ".json_encode($st)."\n");exit(1);}
while(($l=fgets($fp))!==false && rtrim($l,"\r\n")!=='');
stream_context_set_option($fp,'ssl','verify_peer',false); stream_context_set_option($fp,'ssl','verify_peer_name',false);
if(!stream_socket_enable_crypto($fp,true,STREAM_CRYPTO_METHOD_TLS_CLIENT)){fwrite(STDERR,"EXC crypto\n");exit(2);}
fwrite($fp,"GET /page HTTP/1.0\r\nHost: $hh\r\n\r\n"); echo stream_get_contents($fp);
