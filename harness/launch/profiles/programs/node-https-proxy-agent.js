const https=require('https');const {HttpsProxyAgent}=require('https-proxy-agent');const [,,ph,pp,th,tp,u,p]=process.argv;
const h=th.includes(':')?'['+th+']':th;
const a=new HttpsProxyAgent(`http://${u?u+':'+p+'@':''}${ph}:${pp}`);
https.get(`https://${h}:${tp}/page`,{agent:a,rejectUnauthorized:false},r=>{let b='';r.on('data',d=>b+=d);r.on('end',()=>{console.log(r.statusCode,b.slice(0,4096));process.exit(0)});r.on('error',e=>{console.error('EXC res',e.code,e.message);process.exit(1)})}).on('error',e=>{console.error('EXC',e.code,e.message);process.exit(1)});
