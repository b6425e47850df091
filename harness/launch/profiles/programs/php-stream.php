<?php [, $ph,$pp,$th,$tp]=$argv; $hh=strpos($th,':')!==false?"[$th]":$th; $hdr=[];
if(count($argv)>6) $hdr[]="Proxy-Authorization: Basic ".base64_encode($argv[5].":".$argv[6]);
$c=stream_context_create(['http'=>['proxy'=>"tcp://$ph:$pp",'request_fulluri'=>true,'header'=>$hdr],'ssl'=>['verify_peer'=>false,'verify_peer_name'=>false]]);
$r=file_get_contents("https://$hh:$tp/page",false,$c); if($r===false){fwrite(STDERR,"EXC false ".json_encode(error_get_last())."\n"); if(isset($http_response_header)) fwrite(STDERR,"hdr ".substr(json_encode($http_response_header),0,300)."\n"); exit(1);} echo substr($r,0,4096);
