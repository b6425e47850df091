const https=require('https');const tunnel=require('tunnel');const [,,ph,pp,th,tp,u,p]=process.argv;
const h=th.includes(':')?'['+th+']':th;
const a=tunnel.httpsOverHttp({rejectUnauthorized:false,proxy:{host:ph,port:+pp,...(u?{proxyAuth:u+':'+p}:{})}});
https.get(`https://${h}:${tp}/page`,{agent:a,rejectUnauthorized:false},r=>{let b='';r.on('data',d=>b+=d);r.on('end',()=>{console.log(r.statusCode,b.slice(0,4096));process.exit(0)})}).on('error',e=>{console.error('EXC',e.code,e.message);process.exit(1)});
