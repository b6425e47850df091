const {ProxyAgent,request}=require('undici');const [,,ph,pp,th,tp,u,p]=process.argv;
const h=th.includes(':')?'['+th+']':th;
const a=new ProxyAgent({uri:`http://${ph}:${pp}`,requestTls:{rejectUnauthorized:false},...(u?{token:'Basic '+Buffer.from(u+':'+p).toString('base64')}:{})});
request(`https://${h}:${tp}/page`,{dispatcher:a}).then(async r=>{console.log(r.statusCode,(await r.body.text()).slice(0,4096));process.exit(0)}).catch(e=>{console.error('EXC',e.name,e.code,e.message,e.cause&&e.cause.message);process.exit(1)});
